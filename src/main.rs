//! The program: reads the arguments, runs the command, shows what went wrong, exits.

use std::process::ExitCode;

fn main() -> ExitCode {
    hmaudit::app::main()
}
