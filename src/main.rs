//! The `huice` binary. Owns nothing but the start; commands are in `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
