//! One test per case of a rule: `rules::mapi-oauth::fail` reads fixtures/rules/mapi-oauth/fail.txt, and the verdict must be that of its name.
//! A rule without `pass` and `fail` fails, and so does one of a pack that can give a verdict of which it has no case. Then: what every rule says about every case, in one snapshot, so that a rule that speaks
//! about another rule's case is seen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use hmaudit::check::{Finding, Verdict};
use hmaudit::command::cases::{self, Judgement};
use hmaudit::estate::UnknownReason;
use hmaudit::rule::{Rule, RuleSet, every, load};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rules for which a verdict is impossible, with the reason. Nothing else may be missing.
const IMPOSSIBLE: &[(&str, &str, &str)] = &[
    ("CAP-009", "pass", "its rows are what counts for nothing"),
    ("HMA-CLI-008", "fail", "what is not known is inconclusive"),
    ("HMA-PWL-001", "not-applicable", EVERY_TENANT),
    ("HMA-PWL-003", "not-applicable", EVERY_TENANT),
    ("HMA-PWL-009", "not-applicable", EVERY_TENANT),
    ("HMA-PWL-020", "not-applicable", "without any policy there is too little, too"),
    ("HMA-PWL-024", "not-applicable", EVERY_TENANT),
];
const EVERY_TENANT: &str = "every tenant has the policy";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

fn main() {
    let arguments = Arguments::from_args();
    let rules = match load(&every().expect("packs are declared")) {
        Ok(rules) => Arc::new(rules),
        Err(errors) => panic!("{:?}", miette::Report::new(errors)),
    };
    let mut trials = Vec::new();
    for rule in &rules.rules {
        let cases = cases::of_rule(&folder().join(&rule.name)).unwrap_or_else(|error| panic!("{error:?}"));
        for case in &cases {
            let name = case.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (rule, case) = (rule.clone(), case.clone());
            trials.push(Trial::test(format!("rules::{}::{name}", rule.name), move || judge(&rule, &case)));
        }
        let (owned, found) = (rule.clone(), cases.iter().map(|case| case.expected).collect::<Vec<_>>());
        let trial = Trial::test(format!("rules::{}::has-cases", rule.name), move || complete(&owned, &found));
        trials.push(trial);
        let owned = rule.clone();
        trials.push(Trial::test(format!("rules::{}::has-texts", rule.name), move || texts_are_complete(&owned)));
    }
    let all = Arc::clone(&rules);
    trials.push(Trial::test("cases::belong-to-rules", move || belong(&all)));
    let all = Arc::clone(&rules);
    trials.push(Trial::test("cases::all-rules-over-all-cases", move || snapshot(&all)));
    trials.push(Trial::test("schema::is-current", schema_is_current));
    trials.push(Trial::test("schema::accepts-the-rules", schema_accepts_the_rules));
    trials.push(Trial::test("language::documentation", documentation));
    trials.push(Trial::test("language::mistakes", mistakes));
    libtest_mimic::run(&arguments, trials).exit();
}

fn judge(rule: &Rule, case: &cases::Case) -> Result<(), Failed> {
    match cases::judge(rule, &case.path, case.expected).map_err(|error| format!("{error:?}"))? {
        Judgement::Validated | Judgement::Reported => Ok(()),
        Judgement::Noisy(said) => Err(format!("Noisy: {:?} was expected, the rule said\n{said}", case.expected).into()),
        Judgement::Missing(said) => Err(format!("Missing: {:?} was expected, the rule said\n{said}", case.expected).into()),
    }
}

fn complete(rule: &Rule, found: &[Verdict]) -> Result<(), Failed> {
    let all = [
        (Verdict::Pass, "pass"),
        (Verdict::Fail, "fail"),
        (Verdict::Inconclusive, "inconclusive"),
        (Verdict::NotApplicable, "not-applicable"),
    ];
    for (wanted, word) in all.into_iter().take(if rule.in_pack { 4 } else { 2 }) {
        let is_impossible = IMPOSSIBLE.iter().any(|(id, verdict, _)| *id == rule.id && *verdict == word);
        if !found.contains(&wanted) && !is_impossible {
            return Err(format!("Missing: fixtures/rules/{}/{word}.txt", rule.name).into());
        }
        if found.contains(&wanted) && is_impossible {
            return Err(format!("{} {word} is listed as impossible and has a case", rule.id).into());
        }
    }
    Ok(())
}

fn texts_are_complete(rule: &Rule) -> Result<(), Failed> {
    for (what, is_there) in [
        ("why", rule.why.len() > 40),
        ("help", !rule.help.0.is_empty()),
        ("sources", !rule.sources.is_empty()),
        ("fix", rule.fix.is_some() || !rule.is_core()),
        ("a folder of its area", !rule.area.is_empty()),
    ] {
        if !is_there {
            return Err(format!("{} has no {what}", rule.id).into());
        }
    }
    let first = every().expect("packs are declared").into_iter().find(|file| file.path.ends_with(&format!("/{}.yml", rule.name)));
    let first = first.and_then(|file| file.text.lines().next().map(str::to_owned)).unwrap_or_default();
    let up = if rule.in_pack { "../.." } else { ".." };
    if first != format!("# yaml-language-server: $schema={up}/schema.json") {
        return Err("the first line must point editors at the schema".into());
    }
    Ok(())
}

fn belong(rules: &RuleSet) -> Result<(), Failed> {
    for entry in std::fs::read_dir(folder())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && rules.find(&name).is_none() {
            return Err(format!("fixtures/rules/{name} belongs to no rule").into());
        }
    }
    Ok(())
}

fn snapshot(rules: &RuleSet) -> Result<(), Failed> {
    let mut text = String::new();
    for rule in &rules.rules {
        for case in cases::of_rule(&folder().join(&rule.name)).map_err(|error| format!("{error:?}"))? {
            let findings = cases::audit(rules, &case.path).map_err(|error| format!("{error:?}"))?;
            let mut by_verdict: BTreeMap<Verdict, Vec<&str>> = BTreeMap::new();
            // A case holds one or two captures: that all the others are missing is not news.
            let is_news = |finding: &&Finding| !matches!(finding.why, Some(UnknownReason::NotCaptured { .. }));
            for finding in findings.iter().filter(is_news) {
                by_verdict.entry(finding.verdict).or_default().push(&finding.rule);
            }
            let file = case.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let _ = writeln!(text, "{}/{file}", rule.name);
            for (verdict, word) in [(Verdict::Fail, "fail"), (Verdict::Inconclusive, "inconclusive")] {
                let mut ids = by_verdict.remove(&verdict).unwrap_or_default();
                ids.sort_unstable();
                ids.dedup();
                if !ids.is_empty() {
                    let _ = writeln!(text, "  {word}: {}", ids.join(" "));
                }
            }
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("all_rules_over_all_cases", text));
    Ok(())
}

fn schema_is_current() -> Result<(), Failed> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/schema.json");
    if std::fs::read_to_string(path)? != hmaudit::rule::schema::schema() {
        return Err("rules/schema.json is out of date: hmaudit schema rule > rules/schema.json".into());
    }
    Ok(())
}

fn schema_accepts_the_rules() -> Result<(), Failed> {
    let schema: serde_json::Value = serde_json::from_str(&hmaudit::rule::schema::schema())?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
    for file in every().expect("packs are declared") {
        let rule: serde_json::Value = serde_yaml::from_str(&file.text).map_err(|error| error.to_string())?;
        if let Some(error) = validator.iter_errors(&rule).next() {
            return Err(format!("{}: {} at {}", file.path, error, error.instance_path()).into());
        }
    }
    let wrong =
        serde_json::json!({ "id": "A-1", "name": "a", "title": "t", "severity": "bad", "message": "m", "must": {"A": "b"} });
    if validator.is_valid(&wrong) {
        return Err("the schema accepts a severity that does not exist".into());
    }
    Ok(())
}

/// Every YAML block of the documentation that is a whole rule compiles; blocks marked `mistake` do not, and the text block behind
/// one shows what is said about it.
fn documentation() -> Result<(), Failed> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rule-language.md");
    let text = std::fs::read_to_string(path)?;
    let mut compiled = 0;
    for block in text.split("```yaml\n").skip(1) {
        let yaml = block.split("```").next().unwrap_or("");
        if !yaml.contains("id: ") {
            continue;
        }
        let name = yaml.lines().find_map(|line| line.strip_prefix("name: ")).unwrap_or("x");
        let name = name.split_whitespace().next().unwrap_or("x");
        let file = hmaudit::rule::RuleText { path: format!("{name}.yml"), text: yaml.to_owned(), builtin: false, pack: None };
        match load(&[file]) {
            Ok(_) => compiled += 1,
            Err(errors) => return Err(format!("{:?}", miette::Report::new(errors)).into()),
        }
    }
    if compiled < 4 {
        return Err(format!("only {compiled} rules in the documentation").into());
    }
    for (what, names) in [
        ("key", hmaudit::rule::read::KEYS.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
        ("test", hmaudit::rule::condition::TESTS.iter().map(|(name, _)| *name).collect()),
        ("operation", hmaudit::rule::fix::OPERATIONS.iter().map(|operation| operation.name).collect()),
    ] {
        for name in names {
            if !text.contains(&format!("`{name}`")) {
                return Err(format!("docs/rule-language.md does not speak of the {what} `{name}`").into());
            }
        }
    }
    Ok(())
}

/// What a person sees who mistypes: a broken rule with all its mistakes.
fn mistakes() -> Result<(), Failed> {
    let text = "id: acme 1
name: brokn
title: Broken
severity: eror
from: mapi-virtual-directry
must: { IISAuthenticationMethod: { contians: OAuth } }
message: \"{Identiy} is wrong\"
";
    let other = "id: HMA-VDIR-001
name: other
title: Other
severity: error
titel: twice
from: mapi-virtual-directory
must: { iisauthenticationmethods: { contains: OAuth }, InternalUrl: { contians: x }, ExternalUrl: { after: now } }
count: 1
message: \"{Identiy} is {item}\"
fix: add-oath
sources: [{ url: http://example.com, read: yesterday }]
";
    let file =
        |name: &str, text: &str| hmaudit::rule::RuleText { path: name.into(), text: text.into(), builtin: false, pack: None };
    let mut files = every().expect("packs are declared");
    files.push(file("rules/broken.yml", text));
    files.push(file("rules/other.yml", other));
    let Err(errors) = load(&files) else { return Err("these rules compile".into()) };
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut shown, &errors).map_err(|error| error.to_string())?;
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("mistakes_in_rule_files", shown));
    Ok(())
}
