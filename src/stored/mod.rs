//! Checked policies as the bytes of a file: written once, read without the rules. Owns the file's form and every check
//! of what is read; knows nothing of rule files or of evaluation.
//!
//! ```text
//! magic            8 bytes
//! format           2 bytes, little-endian
//! version          1 byte of length, then the version of this library as text
//! hash of rules    32 bytes: that of the policy inside
//! hash of payload  32 bytes: SHA-256
//! length           8 bytes, little-endian
//! payload          the policy as postcard writes it
//! ```
//!
//! The payload follows the shapes of [`crate::ir`] and has no names in it, so that it means something only to a library
//! with the same shapes: a program is read by the version that wrote it. [`FORMAT`] tells apart what one version number
//! may cover while it is being made.

mod error;
mod verify;

pub use error::ProgramError;

use crate::ir::{Policy, watch};
use sha2::{Digest, Sha256};

/// What every program begins with. The first byte is no text, the line ends break in transfers that change them.
pub const MAGIC: [u8; 8] = *b"\x89HUIC\r\n\x1a";

/// The form of the file and of the shapes inside. To be raised with every change of either.
pub const FORMAT: u16 = 1;

/// The version that writes and reads.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Bytes of a program. That of a notice with fifty measures has less than half a MiB; what is read takes at most some
/// hundred times the bytes of the file in memory.
pub const MAX_PROGRAM_BYTES: usize = 16 * 1024 * 1024;

/// The file. The same policy gives the same bytes.
pub(crate) fn save(policy: &Policy) -> Vec<u8> {
    // Writing to memory shapes whose lengths are known cannot fail; no payload at all would be refused on loading.
    let payload = postcard::to_allocvec(policy).unwrap_or_default();
    let mut file = MAGIC.to_vec();
    file.extend(FORMAT.to_le_bytes());
    file.push(u8::try_from(VERSION.len()).unwrap_or(u8::MAX));
    file.extend(VERSION.as_bytes());
    file.extend(raw(&policy.hash));
    file.extend(Sha256::digest(&payload));
    file.extend(u64::try_from(payload.len()).unwrap_or(u64::MAX).to_le_bytes());
    file.extend(payload);
    file
}

/// The policy in a file.
///
/// # Errors
/// When the bytes are no program, come from another version, are damaged, or contradict themselves.
pub(crate) fn load(bytes: &[u8]) -> Result<Policy, ProgramError> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(ProgramError::NotAProgram)?;
    if bytes.len() > MAX_PROGRAM_BYTES {
        return Err(ProgramError::TooLarge);
    }
    let (format, rest) = rest.split_first_chunk().ok_or(ProgramError::Damaged)?;
    let format = u16::from_le_bytes(*format);
    if format != FORMAT {
        return Err(ProgramError::Format { found: format });
    }
    let (length, rest) = rest.split_first().ok_or(ProgramError::Damaged)?;
    let (version, rest) = rest.split_at_checked(usize::from(*length)).ok_or(ProgramError::Damaged)?;
    if version != VERSION.as_bytes() {
        return Err(ProgramError::Version { found: String::from_utf8_lossy(version).into_owned() });
    }
    let (rules, rest) = rest.split_first_chunk::<32>().ok_or(ProgramError::Damaged)?;
    let (hash, rest) = rest.split_first_chunk::<32>().ok_or(ProgramError::Damaged)?;
    let (length, payload) = rest.split_first_chunk().ok_or(ProgramError::Damaged)?;
    let whole = usize::try_from(u64::from_le_bytes(*length)) == Ok(payload.len());
    if !whole || Sha256::digest(payload).as_slice() != hash {
        return Err(ProgramError::Damaged);
    }
    let policy = read(payload)?;
    if raw(&policy.hash) != rules {
        return Err(ProgramError::WrongHash);
    }
    Ok(policy)
}

/// The policy in a payload, with everything checked that evaluation relies on.
fn read(payload: &[u8]) -> Result<Policy, ProgramError> {
    let (read, watch) = watch::watching(|| postcard::take_from_bytes::<Policy>(payload));
    match read {
        Ok((policy, [])) => verify::verify(&policy, &watch).map(|()| policy),
        _ if watch.too_deep => Err(ProgramError::Nesting),
        _ => Err(watch.script.map_or(ProgramError::Damaged, ProgramError::Script)),
    }
}

/// The hash of the rules as bytes; empty when it is not one.
fn raw(hex: &str) -> Vec<u8> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a').and_then(|more| more.checked_add(10)),
        _ => None,
    };
    let pair = |pair: &[u8]| match pair {
        [high, low] => digit(high)?.checked_mul(16)?.checked_add(digit(low)?),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = hex.as_bytes().chunks(2).map(pair).collect();
    bytes.filter(|bytes| bytes.len() == 32).unwrap_or_default()
}
