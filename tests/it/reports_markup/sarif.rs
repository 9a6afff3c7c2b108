//! SARIF, checked against the official schema and the rules of the standard that no schema can say.

use super::{documents, printed};
use hmaudit::check::Verdict;
use hmaudit::report::Format;
use serde_json::Value;

#[test]
fn sarif_is_accepted_by_the_official_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/schemas/sarif-schema-2.1.0.json");
    let Ok(schema) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no official SARIF schema at ../shared/schemas");
        return;
    };
    let validator = jsonschema::options().should_validate_formats(true).build(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (name, report) in documents() {
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &report)).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{name}");
    }
}

/// What the standard demands and its schema cannot say.
#[test]
fn sarif_keeps_the_rules_of_the_standard() {
    for (name, report) in documents() {
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &report)).unwrap();
        let run = &sarif["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), report.rules.len(), "{name}: all rules are listed");
        for (result, finding) in run["results"].as_array().unwrap().iter().zip(&report.findings) {
            let level = result["level"].as_str().unwrap();
            let (kind, levels): (_, &[&str]) = match finding.verdict {
                Verdict::Fail => ("fail", &["error", "warning", "note"]),
                Verdict::Inconclusive => ("open", &["none"]),
                Verdict::Pass => ("pass", &["none"]),
                Verdict::NotApplicable => ("notApplicable", &["none"]),
            };
            assert_eq!(result["kind"], kind, "{name}");
            assert!(levels.contains(&level), "{name}: {kind} {level}");
            if let Some(index) = result["ruleIndex"].as_u64() {
                assert_eq!(run["tool"]["driver"]["rules"][usize::try_from(index).unwrap()]["id"], result["ruleId"], "{name}");
            }
            assert_eq!(result["partialFingerprints"]["hmauditFingerprint/v1"], finding.fingerprint);
            assert_eq!(result["suppressions"].as_array().map_or(0, Vec::len), usize::from(finding.waived.is_some()), "{name}");
            let place = &result["locations"][0]["physicalLocation"];
            if let Some(evidence) = finding.evidence.iter().find(|evidence| evidence.primary) {
                assert_eq!(place["region"]["startLine"], evidence.line);
                assert_eq!(place["region"]["endColumn"], evidence.end_column + 1, "the end of SARIF is exclusive");
            }
            if let Some(index) = place["artifactLocation"]["index"].as_u64() {
                let artifact = &run["artifacts"][usize::try_from(index).unwrap()]["location"]["uri"];
                assert_eq!(artifact, &place["artifactLocation"]["uri"]);
            }
            assert!(url::Url::parse("file:///base/").unwrap().join(place["artifactLocation"]["uri"].as_str().unwrap()).is_ok());
            assert!(!result["message"]["text"].as_str().unwrap().replace("\\](", "").contains("]("), "{name}: an embedded link");
        }
    }
}
