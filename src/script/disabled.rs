//! Scripts in a build without the script engine: every script is refused. Owns nothing else.

use super::{ScriptCall, ScriptError, ScriptFault, ScriptValue, Signature};

/// A script. None exists in this build.
#[derive(Clone, Debug)]
pub struct Script {
    never: std::convert::Infallible,
}

impl Script {
    /// Refuses the script.
    ///
    /// # Errors
    /// Always [`ScriptError::Disabled`].
    pub fn compile(_source: &str, _signature: Signature) -> Result<Self, ScriptError> {
        Err(ScriptError::Disabled)
    }

    /// The source; no script exists to ask.
    #[must_use]
    pub fn source(&self) -> &str {
        match self.never {}
    }

    /// The SHA-256 of the source; no script exists to ask.
    #[must_use]
    pub fn hash(&self) -> &str {
        match self.never {}
    }

    /// The declaration; no script exists to ask.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        match self.never {}
    }

    /// Calls the script; no script exists to call.
    ///
    /// # Errors
    /// None can occur.
    pub fn call(&self, _arguments: &[ScriptValue]) -> Result<ScriptCall, ScriptFault> {
        match self.never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::ScriptType;

    #[test]
    fn every_script_is_refused() {
        let declared =
            Signature { name: "计算".to_owned(), params: Vec::new(), result: ScriptType::Number, max_steps: 1 };
        let refused = Script::compile("fn 计算() { 1 }", declared).map(|_| ());
        assert_eq!(refused, Err(ScriptError::Disabled));
    }
}
