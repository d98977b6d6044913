//! A script, compiled and ready to be called. Owns the checks at both edges: the declared function exists
//! with the declared number of parameters, arguments and result have the declared types, and no failure of
//! the script engine gets past here as a panic.

use super::error::{ScriptError, ScriptFault};
use super::operators::Operand;
use super::{ScriptCall, ScriptType, ScriptValue, Signature, engine, limits, scan, signal, stack};
use crate::diagnostic::Words;
use rhai::{AST, CallFnOptions, Dynamic, Engine, Scope};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// A script. Cheap to clone and free to be called from several threads at once.
#[derive(Clone)]
pub struct Script {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    ast: AST,
    signature: Signature,
    source: String,
    hash: String,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("name", &self.inner.signature.name)
            .field("hash", &self.inner.hash)
            .finish_non_exhaustive()
    }
}

impl Script {
    /// Compiles a script and checks it against its declaration.
    ///
    /// # Errors
    /// The first thing wrong with the script or its declaration.
    pub fn compile(source: &str, signature: Signature) -> Result<Self, ScriptError> {
        Self::compile_on(engine::build(signature.max_steps), source, signature)
    }

    /// Compiles on a given engine.
    pub(super) fn compile_on(engine: Engine, source: &str, signature: Signature) -> Result<Self, ScriptError> {
        check_declaration(&signature)?;
        let functions = scan::check(source)?;
        let ast = stack::on_own_stack(|| engine.compile(source)).ok_or(ScriptError::Internal)?.map_err(|error| {
            ScriptError::Syntax { message: error.err_type().to_string(), at: signal::place(error.position()) }
        })?;
        check_function(&ast, &functions, &signature)?;
        let hash = Sha256::digest(source.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { inner: Arc::new(Inner { engine, ast, signature, source: source.to_owned(), hash }) })
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// The SHA-256 of the source in lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }

    /// The declaration.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.inner.signature
    }

    /// Calls the script: the same arguments always give the same result in the same number of steps.
    ///
    /// # Errors
    /// Why there is no result; never a panic.
    pub fn call(&self, arguments: &[ScriptValue]) -> Result<ScriptCall, ScriptFault> {
        let Inner { engine, ast, signature, .. } = &*self.inner;
        let fits = arguments.len() == signature.params.len()
            && arguments.iter().zip(&signature.params).all(|(value, (_, declared))| value.script_type() == *declared);
        if !fits {
            return Err(ScriptFault::Arguments);
        }
        let arguments = arguments.iter().map(enter).collect::<Result<Vec<_>, _>>()?;
        stack::on_own_stack(move || {
            engine::reset_steps();
            let options = CallFnOptions::new().eval_ast(false).rewind_scope(true);
            let mut scope = Scope::new();
            let value: Dynamic = engine
                .call_fn_with_options(options, &mut scope, ast, &signature.name, arguments)
                .map_err(|error| signal::fault(*error))?;
            Ok(ScriptCall { value: leave(&value, signature.result)?, steps: engine::steps() })
        })
        .unwrap_or(Err(ScriptFault::Internal))
    }
}

fn check_declaration(signature: &Signature) -> Result<(), ScriptError> {
    let too_large = |zh: String, en: String| Err(ScriptError::TooLarge { words: Words::new(zh, en), at: None });
    if !(1..=limits::MAX_STEPS).contains(&signature.max_steps) {
        return too_large(
            format!("步数上限须在 1 至 {} 之间", limits::MAX_STEPS),
            format!("the limit of steps is between 1 and {}", limits::MAX_STEPS),
        );
    }
    if signature.params.len() > limits::MAX_PARAMETERS {
        return too_large(
            format!("参数超过 {} 个", limits::MAX_PARAMETERS),
            format!("there are more than {} parameters", limits::MAX_PARAMETERS),
        );
    }
    Ok(())
}

fn check_function(ast: &AST, functions: &scan::Functions, signature: &Signature) -> Result<(), ScriptError> {
    let found = ast.iter_functions().find(|function| function.name == signature.name);
    let (Some(function), Some(at)) = (found, functions.get(&signature.name)) else {
        return Err(ScriptError::Missing { name: signature.name.clone() });
    };
    let (declared, found) = (signature.params.len(), function.params.len());
    if declared == found {
        Ok(())
    } else {
        Err(ScriptError::Arity { name: signature.name.clone(), declared, found, at: *at })
    }
}

/// A value on its way into the script.
fn enter(value: &ScriptValue) -> Result<Dynamic, ScriptFault> {
    match value {
        ScriptValue::Bool(truth) => Ok(Dynamic::from(*truth)),
        ScriptValue::Number(number) if number.within_limits() => Ok(Dynamic::from(number.clone())),
        ScriptValue::Number(_) => Err(ScriptFault::Overflow { at: None }),
        ScriptValue::Date(day) => Ok(Dynamic::from(*day)),
        ScriptValue::Text(text) if text.len() <= limits::MAX_TEXT_BYTES => Ok(Dynamic::from(text.clone())),
        ScriptValue::Text(_) => Err(ScriptFault::Limit { limit: super::Limit::Size, at: None }),
    }
}

/// A value on its way out of the script.
fn leave(value: &Dynamic, declared: ScriptType) -> Result<ScriptValue, ScriptFault> {
    let operand = Operand::of(value);
    let (zh, en) = operand.kind();
    match (declared, operand) {
        (ScriptType::Bool, Operand::Bool(truth)) => Ok(ScriptValue::Bool(truth)),
        (ScriptType::Date, Operand::Date(day)) => Ok(ScriptValue::Date(day)),
        (ScriptType::Text, Operand::Text(text)) => Ok(ScriptValue::Text(text.to_string())),
        (ScriptType::Number, operand @ (Operand::Whole(_) | Operand::Number(_))) => {
            let number = operand.number().filter(super::Number::within_limits);
            number.map(ScriptValue::Number).ok_or(ScriptFault::Overflow { at: None })
        }
        _ => Err(ScriptFault::WrongResult { declared, found: Words::new(zh, en) }),
    }
}
