//! The script of action.yml, with a `gh` that serves a release from a folder.
#![cfg(unix)]

use super::script;
use crate::docs::bless::{read, root};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A runner of GitHub Actions.
struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    /// With a release whose program is this one.
    fn new() -> Self {
        let runner = Self { folder: tempfile::tempdir().unwrap() };
        let name = format!("hmaudit-{}-x86_64-unknown-linux-musl", env!("CARGO_PKG_VERSION"));
        let served = runner.path("served");
        script(&served.join(&name).join("hmaudit"), &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_hmaudit")));
        let pack = format!(
            "cd '{}' && tar -czf {name}.tar.gz {name} && sha256sum {name}.tar.gz >SHA256SUMS && rm -r {name}",
            served.display()
        );
        assert!(Command::new("bash").args(["-c", &pack]).status().unwrap().success());
        // Only what the script may ask for.
        let gh = format!(
            "case \"$1 $2\" in\n'release download') [ \"$3 $4 $5\" = 'v{} --repo {}' ] && cp '{}'/* \"${{11}}\" ;;\n'attestation verify') [ -f \"$3\" ] && [ \"$4 $5\" = '--repo hmaudit' ] && [ -z \"${{FORGED:-}}\" ] ;;\n*) exit 9 ;;\nesac",
            env!("CARGO_PKG_VERSION"),
            super::repository(),
            served.display()
        );
        script(&runner.path("bin/gh"), &gh);
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, step: &str, variables: &[(&str, &str)]) -> Output {
        std::fs::write(self.path("output"), "").unwrap();
        std::fs::write(self.path("summary"), "").unwrap();
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        Command::new(root().join("packaging/ci/action.sh"))
            .arg(step)
            .current_dir(root().join("fixtures/estates"))
            .env("PATH", path)
            .envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64"), ("HMAUDIT_AS_OF", "2026-11-21")])
            .env("GITHUB_ACTION_PATH", root())
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("RUNNER_TEMP", self.folder.path())
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    fn audit(&self, variables: &[(&str, &str)]) -> Output {
        let all: Vec<_> = [("HMAUDIT", env!("CARGO_BIN_EXE_hmaudit"))].iter().chain(variables).copied().collect();
        self.run("audit", &all)
    }

    /// What the last step handed on under a name.
    fn output(&self, name: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.path("output")).unwrap();
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }
}

#[test]
fn a_release_is_downloaded_verified_and_unpacked() {
    let runner = Runner::new();
    let output = runner.run("install", &[]);
    assert!(output.status.success(), "{output:?}");
    let program = runner.output("program").unwrap();
    let version = Command::new(program).arg("--version").output().unwrap();
    assert!(String::from_utf8_lossy(&version.stdout).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_release_that_was_changed_or_built_elsewhere_is_not_run() {
    let runner = Runner::new();
    assert!(!runner.run("install", &[("FORGED", "1")]).status.success());
    assert_eq!(runner.output("program"), None);
    for file in std::fs::read_dir(runner.path("served")).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "gz") {
            std::fs::write(file, "changed").unwrap();
        }
    }
    assert!(!runner.run("install", &[]).status.success());
    assert_eq!(runner.output("program"), None);
    let unknown = runner.run("install", &[("RUNNER_ARCH", "ARM")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no release for Linux on ARM"), "{unknown:?}");
}

#[test]
fn the_audit_hands_on_its_code_its_verdict_and_its_reports() {
    let runner = Runner::new();
    let output =
        runner.audit(&[("PATHS", "three-tenants/onprem\r\n\n  three-tenants/tenants".trim_start()), ("FORMAT", "terminal")]);
    assert_eq!(output.status.code(), Some(2), "blanks are part of a path: {output:?}");
    assert_eq!(runner.output("json"), None);
    assert_eq!(runner.output("exit-code").as_deref(), Some("2"));

    let output = runner.audit(&[("PATHS", "three-tenants/onprem\r\n\nthree-tenants/tenants\n")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("::error "), "{output:?}");
    assert_eq!(runner.output("verdict").as_deref(), Some("not-ready"));
    assert_eq!(runner.output("exit-code").as_deref(), Some("1"));
    assert!(Path::new(&runner.output("sarif").unwrap()).is_file());
    assert!(std::fs::read_to_string(runner.path("summary")).unwrap().contains("NOT READY"));

    let baseline = runner.output("json").unwrap();
    let output = runner.audit(&[("PATHS", "three-tenants"), ("BASELINE", &baseline), ("FORMAT", "terminal")]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = runner.audit(&[("PATHS", "healthy"), ("REQUIRE", "wire"), ("FAIL_ON", "never"), ("FORMAT", "terminal")]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}

#[test]
fn what_is_given_is_never_run() {
    let runner = Runner::new();
    let touched = runner.path("touched");
    let hostile = format!("$(touch '{0}')`touch '{0}'`; touch '{0}' --out", touched.display());
    for name in ["PATHS", "FORMAT", "FAIL_ON", "REQUIRE", "BASELINE"] {
        let mut variables = vec![("PATHS", "healthy")];
        variables.push((name, &hostile));
        assert_eq!(runner.audit(&variables).status.code(), Some(2), "{name}");
    }
    assert!(!touched.exists());
    let action = read("action.yml");
    let scripts: Vec<&str> = action.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert!(scripts.len() == 2 && scripts.iter().all(|line| !line.contains("${{")), "{scripts:?}");
}

#[test]
fn every_input_reaches_the_script_and_every_output_comes_from_it() {
    let action: serde_json::Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let text = read("action.yml");
    for name in action["inputs"].as_object().unwrap().keys() {
        assert!(text.contains(&format!("inputs.{name} ")), "{name}");
    }
    let runner = Runner::new();
    runner.audit(&[("PATHS", "healthy")]);
    for name in action["outputs"].as_object().unwrap().keys() {
        assert!(runner.output(name).is_some(), "{name}");
    }
}
