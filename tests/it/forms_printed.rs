//! Every form in which the real PowerShell prints objects is read as what was printed, or declined aloud.

#![allow(clippy::print_stdout, reason = "tests tell what they skipped and how much they ran")]

mod compare;
mod plan;

use compare::Score;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints cases, into `HMAUDIT_FORMS_OUT` if that is set, and holds what is read of them against the objects.
fn printed(cases: &[serde_json::Value]) -> Option<Score> {
    let powershell = crate::powershell::find()?;
    let temporary = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("HMAUDIT_FORMS_OUT").map_or_else(|| temporary.path().to_owned(), Into::into);
    let plan = temporary.path().join("plan.json");
    std::fs::write(&plan, serde_json::to_string(cases).unwrap()).unwrap();
    let status = Command::new(&powershell)
        .args(["-NoProfile", "-NonInteractive", "-File"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/forms.ps1"))
        .arg("-Plan")
        .arg(plan)
        .arg("-Out")
        .arg(&folder)
        .arg("-Shell")
        .arg(&powershell)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    Some(compare::score(&folder))
}

/// A folder of these.
fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/printed")
}

fn assert_right(score: &Score) {
    println!("{score}");
    assert!(score.faults.is_empty(), "{} faults\n{}", score.faults.len(), score.faults.join("\n"));
}

/// Captures that were once read wrongly, and one of each way to print.
#[test]
fn what_powershell_printed_is_read_or_declined_never_read_wrongly() {
    let score = compare::score(&committed());
    assert_right(&score);
}

/// The first cases of the plan, which hold most pairs of choices: as many as `HMAUDIT_FORMS` says. With `HMAUDIT_FORMS_ONLY=7,12` the
/// cases of these numbers instead.
fn sample() -> Vec<serde_json::Value> {
    const SIZE: usize = 150;
    let cases = plan::cases();
    match std::env::var("HMAUDIT_FORMS_ONLY") {
        Ok(only) => {
            let numbers: Vec<u64> = only.split(',').filter_map(|number| number.parse().ok()).collect();
            cases.into_iter().filter(|case| case["number"].as_u64().is_some_and(|number| numbers.contains(&number))).collect()
        }
        Err(_) => {
            let size = std::env::var("HMAUDIT_FORMS").ok().and_then(|size| size.parse().ok());
            cases.into_iter().take(size.unwrap_or(SIZE)).collect()
        }
    }
}

#[test]
fn a_sample_of_every_form_is_read_or_declined_never_read_wrongly() {
    if let Some(score) = printed(&sample()) {
        assert_right(&score);
    }
}

#[test]
#[ignore = "takes minutes"]
fn every_form_is_read_or_declined_never_read_wrongly() {
    if let Some(score) = printed(&plan::cases()) {
        assert_right(&score);
    }
}
