//! Runs the console blocks of a page and gives the page as it should be.
//!
//! A line `$ command` is run, the lines behind it are what it prints, byte for byte; a line `…` stands for any number of lines. Known are
//! `hmaudit` (also as `cargo run --release --locked --`), `cat FILE`, `cd DIR`, `ls DIR` and `echo $?`. A command that ends with another code than 0
//! must be followed by `echo $?`. A block such as ```` ```yaml title="hmaudit.yml" ```` is a file that the commands behind it find.

use super::bless::{read, root};
use super::markdown::{Block, with_blocks};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day of all examples.
const AS_OF: &str = "2026-11-21";

/// The page with the output that its commands have now.
pub fn run(page: &str) -> String {
    let mut session = Session::start(page);
    with_blocks(&read(page), |block| session.block(block))
}

/// A reader who works through one page.
struct Session {
    page: String,
    _sandbox: tempfile::TempDir,
    root: PathBuf,
    folder: PathBuf,
    code: Option<i32>,
}

impl Session {
    fn start(page: &str) -> Self {
        let sandbox = tempfile::tempdir().expect("a folder");
        for folder in ["fixtures/estates", "fixtures/scenarios", "fixtures/first-audit"] {
            copy(&root().join(folder), &sandbox.path().join(folder));
        }
        let root = sandbox.path().to_owned();
        Self { page: page.to_owned(), _sandbox: sandbox, folder: root.clone(), root, code: None }
    }

    fn block(&mut self, block: &Block) -> Option<Vec<String>> {
        if let Some(name) = block.title() {
            let file = self.root.join(name);
            fs::create_dir_all(file.parent().expect("below the sandbox")).expect("a folder");
            fs::write(file, block.lines.join("\n") + "\n").expect("written");
        }
        if block.language() != "console" {
            return None;
        }
        let mut wanted = Vec::new();
        let mut at = 0;
        while at < block.lines.len() {
            let Some(first) = block.lines[at].strip_prefix("$ ") else {
                panic!("{}:{}: a console block starts with `$ `", self.page, block.first + at + 1)
            };
            let mut command = first.to_owned();
            wanted.push(block.lines[at].clone());
            at += 1;
            while command.ends_with('\\') {
                command.pop();
                command.push_str(block.lines[at].trim_start());
                wanted.push(block.lines[at].clone());
                at += 1;
            }
            let length = block.lines[at..].iter().take_while(|line| !line.starts_with("$ ")).count();
            let shown = &block.lines[at..at + length];
            at += length;
            let told = self.command(&command);
            let asks_code = block.lines.get(at).is_some_and(|line| line == "$ echo $?");
            assert!(
                asks_code || matches!(self.code, None | Some(0)),
                "{}: `{command}` ended with {:?}; show it with `$ echo $?`\n{told}",
                self.page,
                self.code
            );
            let told: Vec<String> = told.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
            let shown: Vec<String> = shown.to_vec();
            let blank_end = shown.iter().rev().take_while(|line| line.is_empty()).count();
            if matches(&shown[..shown.len() - blank_end], &told) { wanted.extend(shown) } else { wanted.extend(told) }
        }
        Some(wanted)
    }

    fn command(&mut self, written: &str) -> String {
        let (written, file) = match written.split_once(" > ") {
            Some((command, file)) => (command, Some(self.folder.join(file.trim()))),
            None => (written, None),
        };
        let words = words(written);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let code = self.code.replace(0);
        let told = match words.as_slice() {
            ["hmaudit", arguments @ ..] | ["cargo", "run", "--release", "--locked", "--", arguments @ ..] => {
                self.hmaudit(arguments)
            }
            ["cat", file] => fs::read_to_string(self.folder.join(file)).unwrap_or_else(|error| panic!("cat {file}: {error}")),
            ["cd", folder] => {
                self.folder.push(folder);
                assert!(self.folder.is_dir(), "{}: cd {folder}", self.page);
                String::new()
            }
            ["ls", folder] => {
                let entries = fs::read_dir(self.folder.join(folder)).expect("a folder");
                let mut names: Vec<_> =
                    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
                names.sort();
                names.join("\n")
            }
            ["echo", "$?"] => code.unwrap_or(0).to_string(),
            _ => panic!("{}: cannot run `{written}`", self.page),
        };
        match file {
            Some(file) => {
                fs::write(file, told).expect("written");
                String::new()
            }
            None => told.replace("\r\n", "\n"),
        }
    }

    fn hmaudit(&mut self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hmaudit"));
        // The one place that decides about the environment: a developer's COLUMNS, HMAUDIT_… or colours must not change a page, nor the day.
        command.env_clear().env("NO_COLOR", "1").env("HMAUDIT_AS_OF", AS_OF);
        if let Some(windows) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", windows);
        }
        let output = command.args(arguments).current_dir(&self.folder).output().expect("hmaudit runs");
        self.code = output.status.code();
        assert!(self.code.is_some(), "{}: hmaudit {arguments:?} was killed", self.page);
        let texts = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        texts.concat()
    }
}

/// Whether lines are those that are shown; `…` on a line of its own stands for any number of them.
fn matches(shown: &[String], told: &[String]) -> bool {
    match shown.split_first() {
        None => told.is_empty(),
        Some((first, rest)) if first.trim() == "…" => (0..=told.len()).any(|skip| matches(rest, &told[skip..])),
        Some((first, rest)) => told.split_first().is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

/// The words of a command line; quotes keep spaces.
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn elisions_stand_for_any_lines() {
    let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&lines("a … d"), &lines("a b c d")));
    assert!(matches(&lines("a … b …"), &lines("a b")));
    assert!(!matches(&lines("a … d"), &lines("a b c")));
    assert!(!matches(&lines("a"), &lines("a b")));
    assert!(!matches(&[], &lines("a")));
}

#[test]
fn quotes_keep_words_together() {
    assert_eq!(words("hmaudit explain 'a b' \"c\"  d"), ["hmaudit", "explain", "a b", "c", "d"]);
}
