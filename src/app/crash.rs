//! What a person reads when hmaudit itself has a bug. Captures are confidential, so nothing of the input is in it.

use crate::outcome::Outcome;
use std::io::Write as _;
use std::panic::{self, PanicHookInfo};

/// What is printed: the version and the place in the program, never the words of the panic, which may quote a capture.
const MESSAGE: &str = "This is a bug in hmaudit, not in your captures; nothing of them is shown here. Please report this line with the command \
                       that you ran.\nIf the maintainers ask for a capture, send one that `hmaudit redact` has made unrecognisable.";

/// Makes a panic end the process with exit code 2 and [`MESSAGE`], also in builds that abort on panic.
pub fn report_panics() {
    panic::set_hook(Box::new(|panic| {
        let _ =
            writeln!(std::io::stderr(), "hmaudit {}: internal error at {}\n{MESSAGE}", env!("CARGO_PKG_VERSION"), place(panic));
        end();
    }));
}

/// File and line, the file without the folders of the machine that built it.
fn place(panic: &PanicHookInfo<'_>) -> String {
    let Some(place) = panic.location() else { return "an unknown place".to_owned() };
    let file = place.file().replace('\\', "/");
    let below = if file.starts_with("src/") { file.as_str() } else { file.rsplit('/').next().unwrap_or_default() };
    format!("{below}:{}", place.line())
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "a hook has no other way to choose the exit code of a process that would abort"
)]
fn end() {
    std::process::exit(Outcome::CannotRun as i32);
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const CHILD: &str = "HMAUDIT_TEST_PANIC";
    const SECRET: &str = "https://mail.contoso.com";

    /// The child of the test below; alone it does nothing.
    #[test]
    fn child_that_panics() {
        if std::env::var_os(CHILD).is_some() {
            super::report_panics();
            std::thread::spawn(|| panic!("{SECRET}")).join().expect_err("it panicked");
        }
    }

    #[test]
    fn a_panic_shows_no_input_and_exits_with_2() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "app::crash::tests::child_that_panics", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let told = String::from_utf8(child.stderr).unwrap();
        assert_eq!(child.status.code(), Some(2), "{told}");
        assert!(told.contains("internal error at src/app/crash.rs:"), "{told}");
        assert!(told.contains("bug in hmaudit") && !told.contains(SECRET), "{told}");
    }
}
