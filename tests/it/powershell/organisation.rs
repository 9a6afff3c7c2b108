//! An organisation on disk that the mocks serve, what is captured of it, and the scripts that repair it.

use super::session::{Outcome, Session};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub const CONTOSO: &str = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
pub const AS_OF: &str = "2026-11-27";

/// A folder with an organisation, its captures and its scripts.
pub struct Organisation {
    pub folder: TempDir,
}

/// Every value of an organisation, by file.
pub type State = BTreeMap<String, Value>;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn hmaudit(args: &[&str], folder: &Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_hmaudit")).args(args).current_dir(folder).env_remove("COLUMNS").output().unwrap()
}

impl Organisation {
    /// The organisation in which everything is in order and modern authentication is on.
    pub fn healthy() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/organisation"), &folder.path().join("organisation"));
        Self { folder }
    }

    /// An organisation with this wrong, and the scripts that repair it.
    pub fn written(session: &mut Session, spoil: impl FnOnce(&Self)) -> Self {
        let organisation = Self::healthy();
        spoil(&organisation);
        let before = organisation.capture(session, "before");
        organisation.remediate(&before);
        organisation
    }

    /// A copy of all of it: organisation, scripts, journals.
    pub fn fork(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        Self { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("organisation")
    }

    /// The folder of the scripts.
    pub fn scripts(&self) -> PathBuf {
        self.folder.path().join("fix")
    }

    /// Changes the objects of a file of the organisation.
    pub fn edit(&self, file: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let path = self.path().join(format!("{file}.json"));
        let mut objects: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut objects);
        fs::write(path, serde_json::to_string_pretty(&objects).unwrap()).unwrap();
    }

    /// Sets a property of the object with this Identity or Name.
    #[track_caller]
    pub fn set(&self, file: &str, name: &str, property: &str, value: Value) {
        self.edit(file, |objects| {
            let is_it = |object: &&mut Value| object["Identity"] == name || object["Name"] == name || object["AppId"] == name;
            let object = objects.iter_mut().find(is_it).unwrap_or_else(|| panic!("{file} has no {name}"));
            object[property] = value;
        });
    }

    pub fn get(&self, file: &str, name: &str, property: &str) -> Value {
        let state = self.state();
        let objects = state[&format!("{file}.json")].as_array().unwrap();
        let is_it = |object: &&Value| object["Identity"] == name || object["Name"] == name || object["AppId"] == name;
        objects.iter().find(is_it).unwrap()[property].clone()
    }

    /// What goes wrong, see tests/powershell/mock.ps1.
    pub fn faults(&self, faults: &Value) {
        fs::write(self.path().join("faults.json"), faults.to_string()).unwrap();
    }

    pub fn no_faults(&self) {
        let _ = fs::remove_file(self.path().join("faults.json"));
    }

    pub fn state(&self) -> State {
        let root = self.path();
        let files = walkdir::WalkDir::new(&root).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                let name = entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                (name, serde_json::from_str(&fs::read_to_string(entry.path()).unwrap()).unwrap())
            })
            .filter(|(name, _)| name != "faults.json" && name != "session.json")
            .collect()
    }

    /// The ids of its tenants.
    pub fn tenants(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("tenants")).unwrap();
        let mut ids: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        ids.sort();
        ids
    }

    /// Captures it with the collectors into a folder of this name, each tenant by itself.
    pub fn capture(&self, session: &mut Session, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        let tenants = self.tenants();
        let entra = tenants.iter().map(|id| ("entra", json!({ "OutputFolder": folder, "TenantId": id })));
        for (side, arguments) in std::iter::once(("exchange", json!({ "OutputFolder": folder }))).chain(entra) {
            let script = self.folder.path().join(format!("collect-{side}.ps1"));
            fs::write(&script, hmaudit(&["collect", side], self.folder.path()).stdout).unwrap();
            let outcome = session.run(&self.path(), &script, arguments).ok();
            assert_eq!(outcome.warned, Vec::<String>::new());
        }
        folder
    }

    /// Signs in to a tenant: the scripts that follow run in a session with it.
    pub fn sign_in(&self, tenant: &str) {
        fs::write(self.path().join("session.json"), json!({ "tenant": tenant }).to_string()).unwrap();
    }

    /// The files that scripts left beside themselves.
    pub fn left_behind(&self) -> Vec<String> {
        let entries = fs::read_dir(self.scripts()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".json")).collect()
    }

    /// The steps in the journal of a script.
    pub fn journal(&self, name: &str) -> Vec<u64> {
        let path = self.scripts().join(name.replace(".ps1", ".journal.json"));
        let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
        let journal: Value = serde_json::from_str(&text).unwrap();
        journal["steps"].as_array().unwrap().iter().map(|entry| entry["step"].as_u64().unwrap()).collect()
    }

    /// The verdict about a folder of captures.
    pub fn verdict(&self, captures: &Path) -> Value {
        let output = hmaudit(&["check", captures.to_str().unwrap(), "--format", "json", "--as-of", AS_OF], self.folder.path());
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["verdict"].clone()
    }

    /// What `plan` says about a folder of captures.
    pub fn plan(&self, captures: &Path) -> Value {
        let output = hmaudit(&["plan", captures.to_str().unwrap(), "--format", "json", "--as-of", AS_OF], self.folder.path());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Writes the scripts for a folder of captures and tells their names.
    pub fn remediate(&self, captures: &Path) -> Vec<String> {
        let (captures, fix) = (captures.to_str().unwrap(), self.scripts());
        let output = hmaudit(&["remediate", captures, "--out", fix.to_str().unwrap(), "--as-of", AS_OF], self.folder.path());
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        let verified = hmaudit(&["verify-script", fix.to_str().unwrap()], self.folder.path());
        assert_eq!(
            verified.status.code(),
            Some(0),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&verified.stderr)
        );
        self.names()
    }

    /// The names of the scripts, in their order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.scripts()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.filter(|name| name.ends_with(".ps1")).collect();
        names.sort();
        names
    }

    /// The path of one of the scripts, or of the one that undoes it.
    pub fn script_path(&self, name: &str, undo: bool) -> PathBuf {
        if undo { self.scripts().join("undo").join(name) } else { self.scripts().join(name) }
    }

    /// What runs one of the scripts without asking; what a person has to do is done.
    pub fn job(&self, name: &str, undo: bool) -> Value {
        let script = self.script_path(name, undo);
        let text = fs::read_to_string(&script).unwrap();
        let done = text.lines().filter_map(|line| line.strip_prefix("Confirm-ManualStep -Step "));
        let done: Vec<usize> = done.map(|number| number.trim().parse().unwrap()).collect();
        let arguments =
            if done.is_empty() { json!({ "Confirm": false }) } else { json!({ "Confirm": false, "ManualStepsDone": done }) };
        json!({ "organisation": self.path(), "run": script, "arguments": arguments })
    }

    /// Runs one of the scripts without asking.
    pub fn script(&self, session: &mut Session, name: &str) -> Outcome {
        session.job(&self.job(name, false))
    }

    /// Runs one of the undo scripts without asking.
    pub fn undo(&self, session: &mut Session, name: &str) -> Outcome {
        session.job(&self.job(name, true))
    }

    /// Runs all scripts in their order.
    pub fn repair(&self, session: &mut Session) {
        for name in self.names() {
            self.script(session, &name).ok();
        }
    }

    /// Runs all undo scripts in reverse order.
    pub fn undo_all(&self, session: &mut Session) {
        for name in self.names().iter().rev() {
            self.undo(session, name).ok();
        }
    }
}

/// The places where two states differ: `File/Name/Property`.
pub fn differences(one: &State, other: &State) -> Vec<String> {
    let mut found = Vec::new();
    for (file, before) in one {
        let (before, after) = (before.as_array(), other[file].as_array());
        let (Some(before), Some(after)) = (before, after) else { continue };
        assert_eq!(before.len(), after.len(), "{file}");
        for (before, after) in before.iter().zip(after) {
            let name = before["Identity"].as_str().or(before["Name"].as_str()).or(before["DisplayName"].as_str());
            for (property, value) in before.as_object().unwrap() {
                if after[property] != *value {
                    found.push(format!("{}/{}/{property}", file.trim_end_matches(".json"), name.unwrap_or_default()));
                }
            }
        }
    }
    found
}
