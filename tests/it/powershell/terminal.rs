//! A terminal of `script` of util-linux, at which scripts ask and are answered.

use super::organisation::Organisation;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

const READY: &str = "<<ready>>";
/// How every question of PowerShell ends.
pub const QUESTION: &str = "(default is \"";

/// PowerShell at a terminal of its own.
pub struct Terminal {
    child: Child,
    keys: Arc<Mutex<ChildStdin>>,
    screen: Arc<Mutex<String>>,
    /// Where what is looked at begins.
    from: usize,
}

impl Terminal {
    pub fn open() -> Option<Self> {
        let powershell = super::find()?;
        let version = Command::new("script").arg("--version").output();
        if !version.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("util-linux")) {
            println!("skipped: no `script` of util-linux, so there is no terminal to answer at");
            return None;
        }
        let jobs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/terminal.ps1");
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--flush", "--command"])
            .arg(format!("'{}' -NoProfile -File '{}'", powershell.display(), jobs.display()))
            .arg("/dev/null")
            .env("TERM", "dumb")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (keys, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (keys, screen) = (Arc::new(Mutex::new(keys)), Arc::new(Mutex::new(String::new())));
        let (answered, shown) = (Arc::clone(&keys), Arc::clone(&screen));
        thread::spawn(move || {
            let (mut buffer, mut asked) = ([0; 4096], 0);
            while let Ok(length) = output.read(&mut buffer)
                && length > 0
            {
                let mut shown = shown.lock().unwrap();
                shown.push_str(&String::from_utf8_lossy(&buffer[..length]));
                // Where is the cursor? Keys would be taken for the answer that a terminal gives.
                let questions = shown.matches("\u{1b}[6n").count();
                for _ in asked..questions {
                    let mut keys = answered.lock().unwrap();
                    let _ = keys.write_all(b"\x1b[1;1R").and_then(|()| keys.flush());
                }
                asked = questions;
            }
        });
        let mut terminal = Self { child, keys, screen, from: 0 };
        terminal.wait(READY);
        Some(terminal)
    }

    pub fn seen(&self) -> String {
        self.screen.lock().unwrap()[self.from..].to_owned()
    }

    /// Waits for a question, or for the end of the script; what was shown until then.
    pub fn wait(&mut self, words: &str) -> String {
        let began = Instant::now();
        loop {
            let seen = self.seen();
            let found = [words, READY].iter().filter_map(|words| seen.find(words).map(|at| at + words.len())).min();
            if let Some(end) = found {
                self.from += end;
                return seen[..end].to_owned();
            }
            assert!(began.elapsed() < Duration::from_secs(120), "{words} does not come: {seen}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn press(&self, keys: &str) {
        let mut to = self.keys.lock().unwrap();
        to.write_all(keys.as_bytes()).and_then(|()| to.flush()).unwrap();
    }

    /// Starts a script, with what PowerShell asks about.
    pub fn start(&self, organisation: &Organisation, name: &str, undo: bool, preference: &str) {
        let mut job = organisation.job(name, undo);
        job["arguments"].as_object_mut().unwrap().remove("Confirm");
        job["preference"] = json!(preference);
        self.submit(organisation, &job);
    }

    /// Whether the process has ended.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Types a line in this folder, in the session that is there, or first in one with this organisation; what was shown, with these answers.
    pub fn line(&mut self, organisation: &Organisation, is_first: bool, line: &str, answers: &[String]) -> String {
        let mut job = json!({ "line": line, "folder": organisation.folder.path(), "preference": "High" });
        if is_first {
            job["organisation"] = json!(organisation.path());
        }
        self.submit(organisation, &job);
        let mut shown = String::new();
        for answer in answers {
            shown += &self.answer(answer);
        }
        shown + &self.end()
    }

    fn submit(&self, organisation: &Organisation, job: &Value) {
        let path = organisation.folder.path().join("job.json");
        fs::write(&path, job.to_string()).unwrap();
        self.press(&format!("{}\r", path.display()));
    }

    /// Waits for the next question and answers it.
    pub fn answer(&mut self, answer: &str) -> String {
        let asked = self.wait(QUESTION);
        assert!(!asked.contains(READY), "nothing was asked any more, instead of: {answer}\n{asked}");
        self.press(&format!("{answer}\r"));
        asked
    }

    /// Waits for the end of the script, which must ask nothing more; what was shown.
    pub fn end(&mut self) -> String {
        let seen = self.wait(QUESTION);
        assert!(seen.contains(READY), "it asks once more: {seen}");
        seen
    }

    /// Runs a script with these answers; what was shown behind the last of them.
    pub fn run(&mut self, organisation: &Organisation, name: &str, undo: bool, answers: &[&str]) -> String {
        self.start(organisation, name, undo, "High");
        for answer in answers {
            self.answer(answer);
        }
        self.end()
    }
}

static TERMINAL: LazyLock<Option<Mutex<Terminal>>> = LazyLock::new(|| Terminal::open().map(Mutex::new));

/// The terminal, for one test at a time; none where there is no PowerShell or no `script`.
pub fn terminal() -> Option<MutexGuard<'static, Terminal>> {
    TERMINAL.as_ref().map(|terminal| terminal.lock().unwrap())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
