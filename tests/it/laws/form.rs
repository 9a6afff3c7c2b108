//! How something was captured does not decide: encodings, line ends, names of files, their order, copies.

use crate::common::Snapshot;
use crate::laws::generator::{Layout, plans};
use hmaudit::report::{MatrixRow, Report};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What must stay the same: everything but places in files.
fn essence(report: &Report) -> (Vec<String>, Vec<MatrixRow>) {
    let mut said: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{:?} {:?} {} {:?} {:?} {} {} {}",
                finding.verdict,
                finding.severity,
                finding.rule,
                finding.tenant,
                finding.server,
                finding.subject,
                finding.fingerprint,
                finding.message
            )
        })
        .collect();
    said.push(format!("{:?} {:?} {:?} {:?}", report.verdict, report.phase, report.tenants, report.summary));
    (said, report.spn_matrix.clone())
}

fn assert_same(one: &Report, other: &Report) -> Result<(), TestCaseError> {
    let (one, other) = (essence(one), essence(other));
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (one.0.iter().collect(), other.0.iter().collect());
    let differ: Vec<_> = a.symmetric_difference(&b).collect();
    prop_assert!(differ.is_empty(), "differ: {differ:#?}");
    prop_assert_eq!(one, other);
    Ok(())
}

fn map(snapshot: &Snapshot, change: impl Fn(&str) -> Vec<u8>) -> Snapshot {
    let mut snapshot = snapshot.clone();
    for (_, bytes) in &mut snapshot.files {
        *bytes = change(std::str::from_utf8(bytes).expect("UTF-8"));
    }
    snapshot
}

fn utf16(text: &str, bom: bool, of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = bom.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(of).collect()
}

/// The same captures written another way.
fn rewritten(snapshot: &Snapshot, way: usize) -> Snapshot {
    match way % 9 {
        0 => map(snapshot, |text| format!("\u{feff}{text}").into_bytes()),
        1 => map(snapshot, |text| utf16(text, true, u16::to_le_bytes)),
        2 => map(snapshot, |text| utf16(text, false, u16::to_le_bytes)),
        3 => map(snapshot, |text| utf16(text, true, u16::to_be_bytes)),
        4 => map(snapshot, |text| text.replace('\n', "\r\n").into_bytes()),
        5 => {
            let mut renamed = snapshot.clone();
            for (index, (name, _)) in renamed.files.iter_mut().enumerate() {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).replace("onprem", "captures");
                *name = format!("{folder}/{}-{index}", 97 - index);
            }
            renamed.files.sort();
            renamed
        }
        6 => {
            let mut reversed = snapshot.clone();
            reversed.files.reverse();
            reversed
        }
        7 => {
            let mut copied = snapshot.clone();
            copied.files.extend(snapshot.files.iter().map(|(name, bytes)| (format!("{}.copy", name), bytes.clone())));
            copied
        }
        _ => map(snapshot, |text| utf16(&text.replace('\n', "\r\n"), true, u16::to_le_bytes)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_way_of_writing_it_says_the_same(plan in plans(), way in 0..9_usize) {
        let snapshot = plan.snapshot();
        assert_same(&snapshot.audit(), &rewritten(&snapshot, way).audit())?;
    }

    #[test]
    fn one_session_says_what_many_files_say(mut plan in plans()) {
        plan.layout = Layout::ByCmdlet;
        let many = plan.snapshot().audit();
        plan.layout = Layout::OneFile;
        assert_same(&many, &plan.snapshot().audit())?;
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(plan in plans()) {
        let json = || serde_json::to_string(&plan.snapshot().audit()).expect("JSON");
        prop_assert_eq!(json(), json());
    }
}
