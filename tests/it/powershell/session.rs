//! One PowerShell that runs many scripts, each against its organisation.

use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// What became of a script.
#[derive(Debug, Clone, Deserialize)]
pub struct Outcome {
    /// The mock let the process die at a write.
    pub killed: bool,
    /// The error that ended it.
    pub threw: Option<String>,
    /// Where it was thrown, for people who look into it.
    #[expect(dead_code, reason = "printed when a test fails")]
    pub trace: String,
    /// Lines on the console.
    pub said: Vec<String>,
    pub warned: Vec<String>,
    pub errors: Vec<String>,
}

impl Outcome {
    /// The script must have ended by itself.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(!self.killed && self.threw.is_none(), "{self:#?}");
        self
    }

    /// The script must have ended with an error that has these words.
    #[track_caller]
    pub fn refused(self, words: &str) -> Self {
        assert!(self.threw.as_ref().is_some_and(|threw| threw.contains(words)), "{words}: {self:#?}");
        self
    }

    /// Everything that was said, in one text.
    pub fn text(&self) -> String {
        [self.said.as_slice(), &self.warned, &self.errors].concat().join("\n")
    }
}

pub struct Session {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _child: Child,
    /// Scripts run so far.
    pub runs: usize,
}

impl Session {
    fn start() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/run.ps1");
        let mut child = Command::new(super::find()?)
            .args(["-NoProfile", "-NonInteractive", "-File"])
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Some(Self { input, output, _child: child, runs: 0 })
    }

    /// Runs a job, see tests/powershell/run.ps1.
    pub fn job(&mut self, job: &Value) -> Outcome {
        self.runs += 1;
        writeln!(self.input, "{job}").unwrap();
        self.input.flush().unwrap();
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "PowerShell ended at {job}");
            if let Some(answer) = line.strip_prefix("result ") {
                return serde_json::from_str(answer).unwrap();
            }
        }
    }

    /// Runs a script with arguments.
    pub fn run(&mut self, organisation: &Path, script: &Path, arguments: Value) -> Outcome {
        self.job(&json!({ "organisation": organisation, "run": script, "arguments": arguments }))
    }
}

static SESSION: LazyLock<Option<Mutex<Session>>> = LazyLock::new(|| Session::start().map(Mutex::new));

/// The session, for one test at a time; none without PowerShell.
pub fn session() -> Option<MutexGuard<'static, Session>> {
    SESSION.as_ref().map(|session| session.lock().unwrap_or_else(PoisonError::into_inner))
}
