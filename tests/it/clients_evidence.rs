//! What people use is not evidence about an organisation: with it, the report says what it says without it.

use crate::common::Snapshot;
use hmaudit::{Options, audit, rule};
use std::path::Path;

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    Snapshot::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).files
}

/// A report without the list of its inputs.
fn told(files: Vec<(String, Vec<u8>)>) -> String {
    let options = Options::new(rule::load(&rule::builtin()).unwrap(), "2026-11-27".parse().unwrap());
    let mut report = audit(files, &Options { all: true, ..options });
    report.inputs.clear();
    report.skipped.clear();
    serde_json::to_string_pretty(&report).unwrap()
}

#[test]
fn captures_of_clients_never_change_what_is_said_about_the_organisation() {
    for estate in ["docs/remediation.in/before", "docs/remediation.in/after"] {
        let organization = files(estate);
        let mut with_clients = organization.clone();
        with_clients
            .extend(files("fixtures/captures/clients").into_iter().map(|(name, bytes)| (format!("clients/{name}"), bytes)));
        assert_eq!(told(organization), told(with_clients), "{estate}");
    }
}
