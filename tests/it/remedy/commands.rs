//! The commands as a person types them: exit codes, files, and what is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/remediation.in").join(name)
}

fn hmaudit(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hmaudit")).args(args).current_dir(folder).env_remove("COLUMNS").output().unwrap()
}

fn remediate(snapshot: &Path, out: &Path, more: &[&str]) -> Output {
    let mut args = vec!["remediate", snapshot.to_str().unwrap(), "--out", out.to_str().unwrap(), "--as-of", "2026-11-21"];
    args.extend(more);
    hmaudit(&args, out.parent().unwrap())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat())
        .split_whitespace()
        .filter(|word| *word != "│")
        .collect::<Vec<_>>()
        .join(" ")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    names
}

#[test]
fn writes_scripts_undo_and_plan_and_verifies_them() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("deep/fix");
    fs::create_dir(temp.path().join("deep")).unwrap();
    let output = remediate(&case("before"), &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let names = names(&out);
    assert_eq!(names.first().map(String::as_str), Some("01-entra-contoso.ps1"));
    assert_eq!(names.iter().filter(|name| name.starts_with("undo/")).count(), 3, "{names:?}");
    assert!(names.contains(&"plan.md".to_owned()));
    let verified = hmaudit(&["verify-script", "."], &out);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    assert_eq!(verified.stdout.iter().filter(|byte| **byte == b'\n').count(), 6);

    let again = temp.path().join("deep/again");
    remediate(&case("before"), &again, &[]);
    for name in &names {
        assert_eq!(fs::read(out.join(name)).unwrap(), fs::read(again.join(name)).unwrap(), "{name} differs from run to run");
    }
}

#[test]
fn an_edited_script_is_reported_with_line_and_column() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("fix");
    remediate(&case("before"), &out, &[]);
    let script = out.join("02-exchange.ps1");
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, text.replacen("Invoke-ListStep -Step", "Invoke-OtherStep -Step", 1)).unwrap();
    let line = text.lines().position(|line| line.contains("Invoke-ListStep -Step")).unwrap() + 1;
    let output = hmaudit(&["verify-script", "02-exchange.ps1"], &out);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains(&format!("02-exchange.ps1:{line}:5: not as hmaudit wrote it: expected `Invoke-ListStep`")),
        "{}",
        said(&output)
    );
    fs::write(&script, b"# hmaudit \xff\x1b]0;x\x07").unwrap();
    let output = hmaudit(&["verify-script", "02-exchange.ps1"], &out);
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x07));
    assert_eq!(hmaudit(&["verify-script", "no-such.ps1"], &out).status.code(), Some(2));
    assert_eq!(hmaudit(&["verify-script", "."], temp.path()).status.code(), Some(1));
    fs::create_dir(temp.path().join("empty")).unwrap();
    assert_eq!(hmaudit(&["verify-script", "empty"], temp.path()).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_among_scripts_are_named_and_never_written_through() {
    let temp = tempfile::tempdir().unwrap();
    let (out, elsewhere) = (temp.path().join("fix"), temp.path().join("elsewhere"));
    fs::create_dir(&out).unwrap();
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("undo")).unwrap();
    for force in [&[][..], &["--force"]] {
        let output = remediate(&case("before"), &out, force);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("is a link"), "{}", said(&output));
    }
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    fs::remove_file(out.join("undo")).unwrap();
    assert_eq!(remediate(&case("before"), &out, &[]).status.code(), Some(0));
    fs::rename(out.join("02-exchange.ps1"), elsewhere.join("02-exchange.ps1")).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("02-exchange.ps1"), out.join("02-exchange.ps1")).unwrap();
    let output = hmaudit(&["verify-script", "."], &out);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("02-exchange.ps1: not as hmaudit wrote it: this is a link"), "{}", said(&output));
}

/// What a report calls safe is in a script, and nothing else is.
#[test]
fn a_report_promises_only_what_remediate_writes() {
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates").join(name);
    for (snapshot, edits) in [
        (
            "healthy",
            vec![(
                "onprem/ews.txt",
                "InternalUrl                   : https://mail.contoso.com",
                "InternalUrl                   : https://mail.tailspin.example",
            )],
        ),
        (
            "healthy",
            vec![(
                "onprem/ews.txt",
                "InternalUrl                   : https://mail.contoso.com",
                "InternalUrl                   : https://new.contoso.com",
            )],
        ),
        (
            "healthy",
            vec![("onprem/authserver.txt", "IsDefaultAuthorizationEndpoint : False", "IsDefaultAuthorizationEndpoint : True")],
        ),
        (
            "healthy",
            vec![(
                "onprem/authserver.txt",
                "https://login.windows.net/common/oauth2/authorize",
                "https://adfs.contoso.com/adfs/oauth2/authorize",
            )],
        ),
        (
            "healthy",
            vec![(
                "onprem/authserver.txt",
                "AzureAD\nEnabled                        : True",
                "AzureAD\nEnabled                        : False",
            )],
        ),
        ("half-enabled", vec![]),
        ("preparing", vec![]),
        ("three-tenants", vec![]),
        ("truncated", vec![]),
        ("hostile", vec![]),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let copy = temp.path().join("in");
        for entry in walkdir::WalkDir::new(fixture(snapshot)).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let to = copy.join(entry.path().strip_prefix(fixture(snapshot)).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(entry.path(), to).unwrap();
        }
        for (file, from, to) in &edits {
            let text = fs::read_to_string(copy.join(file)).unwrap();
            assert!(text.contains(from), "{file}");
            fs::write(copy.join(file), text.replacen(from, to, 1)).unwrap();
        }
        let json = |args: &[&str]| -> serde_json::Value {
            let output = hmaudit(args, temp.path());
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(&output)))
        };
        let report = json(&["check", "in", "--as-of", "2026-11-21", "--format", "json"]);
        let plan = json(&["plan", "in", "--as-of", "2026-11-21", "--format", "json"]);
        let key =
            |finding: &serde_json::Value| [&finding["rule"], &finding["tenant"], &finding["subject"]].map(ToString::to_string);
        let safe: std::collections::BTreeSet<_> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["fix"]["disposition"] == "safe")
            .map(key)
            .collect();
        let scripted: std::collections::BTreeSet<_> = plan["steps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|step| !step["script"].is_null())
            .flat_map(|step| step["closes"].as_array().unwrap())
            .map(key)
            .collect();
        assert_eq!(safe, scripted, "{snapshot} {edits:?}");
    }
}

#[test]
fn existing_files_stay_unless_forced_and_journals_always() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("fix");
    remediate(&case("before"), &out, &[]);
    let text = fs::read(out.join("plan.md")).unwrap();
    fs::write(out.join("plan.md"), "mine").unwrap();
    assert_eq!(remediate(&case("before"), &out, &[]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(out.join("plan.md")).unwrap(), "mine");
    assert_eq!(remediate(&case("before"), &out, &["--force"]).status.code(), Some(0));
    assert_eq!(fs::read(out.join("plan.md")).unwrap(), text);

    // The whole set is replaced: no script of the old one is left among the new.
    assert_eq!(remediate(&case("after"), &out, &[]).status.code(), Some(2));
    assert_eq!(remediate(&case("after"), &out, &["--force"]).status.code(), Some(0));
    assert_eq!(names(&out), ["plan.md"]);

    remediate(&case("before"), &out, &["--force"]);
    fs::write(out.join("02-exchange.journal.json"), "{}").unwrap();
    let output = remediate(&case("before"), &out, &["--force"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("journal of scripts that were run"), "{}", said(&output));
}

#[test]
fn the_folder_of_the_captures_is_no_folder_for_scripts() {
    let temp = tempfile::tempdir().unwrap();
    let snapshot = temp.path().join("snapshot");
    fs::create_dir(&snapshot).unwrap();
    fs::copy(case("before/onprem/mapi.txt"), snapshot.join("mapi.txt")).unwrap();
    for (input, out) in [
        (snapshot.clone(), snapshot.clone()),
        (snapshot.join("mapi.txt"), snapshot.clone()),
        (snapshot.clone(), snapshot.join("mapi.txt")),
    ] {
        let output = remediate(&input, &out, &["--force"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert_eq!(names(&snapshot), ["mapi.txt"]);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_gives_an_error_and_nothing() {
    let temp = tempfile::tempdir().unwrap();
    // A file where a folder is needed fails for every user, root among them.
    fs::write(temp.path().join("file"), "").unwrap();
    let output =
        hmaudit(&["remediate", case("before").to_str().unwrap(), "--out", "file/fix", "--as-of", "2026-11-21"], temp.path());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(temp.path()), ["file"]);
}

#[test]
fn missing_evidence_is_exit_code_3_and_enables_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("fix");
    let output = remediate(&case("before/onprem"), &out, &[]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(names(&out).iter().all(|name| !name.contains("enable")));
    let plan = fs::read_to_string(out.join("plan.md")).unwrap();
    assert!(plan.contains("## Left out") && plan.contains("Get-MgServicePrincipal"), "{plan}");
}

#[test]
fn a_part_of_the_rules_enables_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("fix");
    let output = remediate(&case("before"), &out, &["--only", "HMA-ORG-001,HMA-STS-003"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert_eq!(names(&out), ["plan.md"]);
}

#[test]
fn the_plan_in_three_forms() {
    let snapshot = case("before");
    let run =
        |form: &str| hmaudit(&["plan", snapshot.to_str().unwrap(), "--as-of", "2026-11-21", "--format", form], Path::new("."));
    let json: serde_json::Value = serde_json::from_slice(&run("json").stdout).unwrap();
    assert_eq!(json["schema"], "hmaudit-plan-1");
    assert_eq!(json["verdict_after"], "ready");
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["operation"], "enable-modern-auth");
    assert_eq!(steps.last().unwrap()["script"], "03-enable.ps1");
    let terminal = String::from_utf8(run("terminal").stdout).unwrap();
    assert!(terminal.lines().all(|line| line.chars().count() <= 80), "{terminal}");
    assert!(terminal.ends_with("after the scripts: ready\n"));
    let markdown = String::from_utf8(run("markdown").stdout).unwrap();
    for heading in ["## Purpose", "## Risk", "## Who changes behaviour", "## Steps", "## Verification", "## Rollback"] {
        assert!(markdown.contains(heading), "{heading}");
    }
}

#[test]
fn every_estate_of_the_fixtures_gives_scripts_that_verify() {
    let estates = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates");
    let temp = tempfile::tempdir().unwrap();
    for estate in fs::read_dir(estates).unwrap().flatten() {
        let out = temp.path().join(estate.file_name());
        let output = remediate(&estate.path(), &out, &[]);
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}: {}", estate.path().display(), said(&output));
        if names(&out).len() > 1 {
            assert_eq!(hmaudit(&["verify-script", "."], &out).status.code(), Some(0), "{}", estate.path().display());
        }
    }
}
