//! Evaluates one profile against a pack: `cargo run --example evaluate -- PACK PROFILE YYYY-MM-DD`.

use huice::diagnostic::{Format, Lang};
use huice::{Context, Pack, Profile};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(pack), Some(profile), Some(day)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: evaluate PACK PROFILE YYYY-MM-DD".into());
    };
    let pack = Pack::load(pack)?;
    let Some(program) = pack.program() else {
        return Err(pack.render(Format::Human { color: false }, Lang::En).into());
    };
    let text = std::fs::read_to_string(profile)?;
    let profile = Profile::from_json(&program, &text).map_err(|errors| format!("{errors:#?}"))?;
    let outcome = program.evaluate(&profile, &Context::new(day.parse()?));
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &outcome)?;
    Ok(())
}
