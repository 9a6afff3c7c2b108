//! Folders that the collector scripts wrote: their manifest tells when they were written, what failed, and what each file was.

use crate::report::Skipped;
use crate::report::build::Collected;
use crate::source::Source;
use crate::source::manifest::Manifest;
use std::collections::HashMap;

/// What the manifests among the sources say: the days of the captures, cmdlets that failed, and files that are missing or are not what the
/// collector wrote.
#[must_use]
pub fn told(sources: &[Source]) -> Collected {
    let mut collected = Collected::default();
    let mut days: Vec<String> = Vec::new();
    for source in sources {
        let Some(manifest) = Manifest::of(source) else { continue };
        days.extend([&manifest.started, &manifest.finished].into_iter().filter_map(|time| day(time)));
        collected.remarks.extend(remarks(source, &manifest, sources));
    }
    days.sort();
    collected.days = days.first().cloned().zip(days.last().cloned());
    collected
}

/// The files that a manifest lists with the digest that they have: the index of each among `sources`, and the digest as it is written. Nothing
/// when the source is not a manifest.
#[must_use]
pub fn listed(source: &Source, sources: &[&Source]) -> Vec<(usize, String)> {
    let Some(manifest) = Manifest::of(source) else { return Vec::new() };
    let by_name: HashMap<&str, usize> = sources.iter().enumerate().map(|(index, other)| (other.name.as_str(), index)).collect();
    let listed = manifest.files.into_iter().filter_map(|file| {
        let index = *by_name.get(file.name(source).as_str())?;
        file.is(sources.get(index)?).then_some((index, file.sha256))
    });
    listed.collect()
}

/// The day of a time in ISO 8601.
fn day(time: &str) -> Option<String> {
    let moment: jiff::Timestamp = time.parse().ok()?;
    Some(moment.strftime("%Y-%m-%d").to_string())
}

fn remarks(source: &Source, manifest: &Manifest, sources: &[Source]) -> Vec<Skipped> {
    let remark =
        |needle: &str, why: String| Skipped { path: source.name.clone(), line: line_of(source, needle), why, evidence: false };
    let mut remarks: Vec<Skipped> = manifest
        .failures
        .iter()
        .map(|failed| {
            remark(&failed.command, format!("{} failed while the captures were collected: {}", failed.command, failed.message))
        })
        .collect();
    let by_name: HashMap<&str, &Source> = sources.iter().map(|other| (other.name.as_str(), other)).collect();
    for file in &manifest.files {
        match by_name.get(file.name(source).as_str()) {
            Some(other) if !file.is(other) => {
                remarks.push(remark(&file.path, format!("{} was changed after it was collected", file.path)));
            }
            Some(_) => {}
            None => {
                let why = format!("{} was collected but is not among the captures", file.path);
                remarks.push(Skipped { evidence: true, ..remark(&file.path, why) });
            }
        }
    }
    remarks
}

/// The line of the manifest that first holds a text; the first line if none does.
fn line_of(source: &Source, text: &str) -> usize {
    source.text.find(text).map_or(1, |at| source.line_of(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn sources(hash: &str) -> Vec<Source> {
        let manifest = format!(
            r#"{{"Collector":"hmaudit collect exchange","Started":"2026-11-19T23:59:00.1184420Z","Finished":"2026-11-20T00:10:00Z",
"Failures":[{{"Command":"Get-HybridConfiguration","Message":"no answer"}}],
"Files":[{{"Path":"a.json","Sha256":"{hash}"}},{{"Path":"gone.xml","Sha256":"00"}}]}}"#
        );
        vec![Source::from_text(SourceId(0), "x/a.json", "[]"), Source::from_text(SourceId(1), "x/manifest.json", &manifest)]
    }

    #[test]
    fn a_manifest_tells_days_failures_and_what_is_missing() {
        let hash = crate::digest::sha256_hex(b"[]").to_uppercase();
        let collected = told(&sources(&hash));
        assert_eq!(collected.days, Some(("2026-11-19".to_owned(), "2026-11-20".to_owned())));
        let why: Vec<_> = collected.remarks.iter().map(|skip| (skip.line, skip.why.as_str())).collect();
        assert_eq!(
            why,
            [
                (2, "Get-HybridConfiguration failed while the captures were collected: no answer"),
                (3, "gone.xml was collected but is not among the captures"),
            ]
        );
    }

    #[test]
    fn a_changed_file_is_told() {
        let collected = told(&sources(&"0".repeat(64)));
        assert!(collected.remarks.iter().any(|skip| skip.why == "a.json was changed after it was collected"));
    }

    #[test]
    fn other_manifests_are_none() {
        let source =
            Source::from_text(SourceId(0), "manifest.json", "{\"Collector\":\"other\",\"Started\":\"\",\"Finished\":\"\"}");
        assert!(Manifest::of(&source).is_none());
    }
}
