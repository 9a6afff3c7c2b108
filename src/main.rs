//! The program: reads the arguments, runs the command, shows what went wrong, exits.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hmaudit::program::main()
}
