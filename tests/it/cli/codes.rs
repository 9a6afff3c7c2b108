//! The exit codes of the commands beside `check`, as a pipeline sees them.

use crate::cli::run::Desk;

/// Both estates in one folder.
fn two(before: &str, after: &str) -> Desk {
    let desk = Desk::with_estate(before);
    std::fs::rename(desk.path("captures"), desk.path("before")).unwrap();
    let other = Desk::with_estate(after);
    std::fs::rename(other.path("captures"), desk.path("after")).unwrap();
    desk
}

#[test]
fn a_difference_is_a_finding_only_when_it_is_for_the_worse() {
    for (before, after, code) in [
        ("preparing", "healthy", 0),
        ("half-enabled", "healthy", 0),
        ("healthy", "half-enabled", 1),
        ("healthy", "truncated", 3),
        ("healthy", "healthy", 0),
    ] {
        let desk = two(before, after);
        for format in ["terminal", "markdown", "json"] {
            desk.run(&["diff", "before", "after", "--format", format]).exits(code);
        }
        desk.run(&["check", "before", "-o", "before.json", "--fail-on", "never"]);
        desk.run(&["check", "after", "-o", "after.json", "--all", "--fail-on", "never"]);
        desk.run(&["diff", "before.json", "after"]).exits(code);
    }
}

#[test]
fn a_difference_that_cannot_be_told_is_an_error() {
    let desk = two("healthy", "healthy");
    desk.file("report.json", "{\"schema\":\"hmaudit-report-9\"}").file("cut.json", "{\"schema\":\"hmaudit-report-1\"}");
    desk.file("empty.txt", "");
    for (before, after) in
        [("before", "none"), ("none", "after"), ("before", "empty.txt"), ("report.json", "after"), ("cut.json", "after")]
    {
        desk.run(&["diff", before, after]).exits(2);
    }
    desk.run(&["diff", "before"]).exits(2);
}

#[test]
fn plans_and_scripts_tell_what_is_covered() {
    for (estate, code) in [("healthy", 0), ("half-enabled", 0), ("three-tenants", 0), ("truncated", 3), ("hostile", 3)] {
        let desk = Desk::with_estate(estate);
        desk.run(&["plan", "captures"]).exits(code);
        desk.run(&["remediate", "captures", "--out", "out"]).exits(code);
    }
}

#[test]
fn steps_for_a_person_say_what_to_do() {
    let desk = Desk::with_estate("hybrid-faulty");
    let plan = desk.run(&["plan", "captures", "--format", "json"]).json();
    let steps = plan["steps"].as_array().unwrap();
    let title = |step: &serde_json::Value| step["title"].as_str().unwrap().to_owned();
    assert!(steps.iter().all(|step| !title(step).contains("decide")), "{plan:#}");
    // What remains is told from what a person does about it.
    let text = desk.run(&["plan", "captures"]).out;
    assert!(text.contains("The steps for a person close every error that remains"), "{text}");
    // The same for two servers is one step.
    let limits: Vec<_> = steps.iter().filter(|step| step["closes"][0]["rule"] == "HMA-MOB-002").collect();
    assert_eq!(limits.len(), 1, "{plan:#}");
    assert_eq!(
        (title(limits[0]).as_str(), limits[0]["closes"].as_array().unwrap().len()),
        ("Raise the message limit of ActiveSync", 2)
    );
    // A command of its own for each of two objects makes two.
    let bypasses = steps.iter().filter(|step| title(step).starts_with("Remove InternalNLBBypassUrl: EX0"));
    assert_eq!(bypasses.count(), 2, "{plan:#}");
    let commands: Vec<&str> = steps.iter().filter_map(|step| step["how"].as_str()).collect();
    assert!(commands.iter().all(|how| !how.contains("'unknown'")), "{plan:#}");
    for rule in crate::common::RULES.rules.iter().filter(|rule| !rule.in_pack) {
        let Some(fix) = rule.fix.as_ref().filter(|fix| fix.operation == "review") else { continue };
        assert!(fix.step.is_some(), "{} has no `step`", rule.id);
    }
}

#[test]
fn plans_and_scripts_that_cannot_be_made_are_errors() {
    let desk = Desk::with_estate("three-tenants");
    desk.run(&["plan", "none"]).exits(2);
    desk.run(&["remediate", "none", "--out", "out"]).exits(2);
    desk.run(&["remediate", "captures"]).exits(2);
    assert!(!desk.path("out").exists());
    desk.run(&["remediate", "captures", "--out", "out"]).exits(0);
    desk.run(&["remediate", "captures", "--out", "out"]).exits(2).says(&["--force"]);
    desk.run(&["remediate", "captures", "--out", "out", "--force"]).exits(0);
}

#[test]
fn a_finding_without_a_remedy_is_told() {
    let desk = Desk::with_estate("healthy");
    desk.file(
        "own/no-such-server.yml",
        "id: OWN-001\nname: no-such-server\ntitle: There is a server more\nseverity: warning\nwhy: A rule of our own.\nhelp: Install it.\n\
         sources:\n  - { url: https://example.com/x, read: 2026-11-20 }\nfrom: exchange-server\ncount: { at-least: 99 }\nmessage: There are {count} servers\n",
    );
    desk.file("hmaudit.yml", "rules: { paths: [own] }\n");
    desk.run(&["rules", "check", "own"]).exits(0);
    desk.run(&["plan", "captures"]).exits(1);
    desk.run(&["remediate", "captures", "--out", "out"]).exits(1);
}

#[test]
fn rules_parse_redact_and_the_rest() {
    let desk = Desk::with_estate("healthy");
    desk.file("bad.yml", "id: x\n");
    for (arguments, code) in [
        (&["rules", "check", "bad.yml"][..], 2),
        (&["rules", "check", "none.yml"], 2),
        (&["rules", "test", "bad.yml"], 2),
        (&["parse", "captures"], 0),
        (&["parse", "none"], 2),
        (&["redact", "captures", "--out", "redacted"], 0),
        (&["redact", "captures", "--out", "redacted"], 2),
        (&["redact", "none", "--out", "other"], 2),
        (&["collect", "exchange"], 0),
        (&["collect", "entra"], 0),
        (&["collect", "other"], 2),
        (&["explain", "HMA-SPN-001"], 0),
        (&["schema", "config"], 0),
        (&["man"], 0),
        (&["other"], 2),
        (&[], 2),
    ] {
        desk.run(arguments).exits(code);
    }
}

#[test]
fn the_official_schema_accepts_the_sarif_of_every_estate() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/schemas/sarif-schema-2.1.0.json");
    let Ok(schema) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no official SARIF schema at ../shared/schemas");
        return;
    };
    let validator = jsonschema::options().should_validate_formats(true).build(&serde_json::from_str(&schema).unwrap()).unwrap();
    let estates = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/estates");
    let names: Vec<String> =
        std::fs::read_dir(estates).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() > 7, "{names:?}");
    for estate in names {
        let desk = Desk::with_estate(&estate);
        desk.file("hmaudit.yml", "waivers:\n  - { rule: HMA-SPN-001, subject: '*', reason: tried, expires: 2026-11-01 }\n");
        for all in [&["check", "captures", "--format", "sarif"][..], &["check", "captures", "--format", "sarif", "--all"]] {
            let answer = desk.run(all);
            assert!(matches!(answer.code, Some(0 | 3)), "{estate}: {answer:?}");
            let sarif = answer.json();
            let mistakes: Vec<String> =
                validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert_eq!(mistakes, Vec::<String>::new(), "{estate}");
            let told = &sarif["runs"][0]["invocations"][0]["toolConfigurationNotifications"][0];
            assert_eq!(told["level"], "warning", "{estate}: the expired waiver");
        }
    }
}
