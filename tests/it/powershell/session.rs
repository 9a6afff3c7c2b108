//! One PowerShell that runs many scripts, each against its organisation.

use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

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
    child: Child,
    /// Scripts run so far.
    pub runs: usize,
}

impl Session {
    /// A PowerShell of one's own, for what others must not share.
    pub fn start() -> Option<Self> {
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
        Some(Self { input, output, child, runs: 0 })
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

    /// Starts a job and kills the process as soon as this file is there, and this much later. Whether the file came before the job ended.
    pub fn kill_at(mut self, job: &Value, file: &Path, later: Duration) -> bool {
        writeln!(self.input, "{job}").unwrap();
        self.input.flush().unwrap();
        let (send, receive) = mpsc::channel();
        let mut output = self.output;
        // Reads until the job or the process ends.
        let reader = thread::spawn(move || {
            let mut line = String::new();
            while output.read_line(&mut line).is_ok_and(|length| length > 0) && !line.starts_with("result ") {
                line.clear();
            }
            let _ = send.send(());
        });
        let mut is_over = false;
        while !is_over && !file.exists() {
            is_over = receive.recv_timeout(Duration::from_millis(2)) != Err(mpsc::RecvTimeoutError::Timeout);
        }
        let came = file.exists();
        thread::sleep(later);
        // SIGKILL: nothing of the process runs any more.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        reader.join().unwrap();
        came
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
