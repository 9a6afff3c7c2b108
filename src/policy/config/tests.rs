use super::*;
use proptest::prelude::*;

const CONTRACT: &str = "\
expect: auto                       # auto | enabled
tenants:
  contoso: { id: 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80, captures: tenants/contoso }
rules: { paths: [audit-rules], skip: [HMA-SPN-010], severity: { HMA-SRV-003: info } }
fail-on: error
waivers:
  - rule: HMA-SPN-001
    subject: https://legacy.contoso.com      # exact, or a pattern with *
    tenant: contoso                          # optional, like server
    reason: Namespace is switched off on 2027-01-31
    owner: messaging@contoso.com
    ticket: CHG-1042
    expires: 2027-02-01
";

fn shown(mistakes: &ConfigErrors) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none()).with_width(100);
    let mut text = String::new();
    handler.render_report(&mut text, mistakes).expect("renders");
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_example_of_the_contract_is_read() {
    let config = read("hmaudit.yml", CONTRACT).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)));
    assert_eq!(config.tenants[0].captures.as_ref().map(|at| at.value.as_str()), Some("tenants/contoso"));
    assert_eq!((config.rule_paths[0].value.as_str(), config.line(&config.skip[0])), ("audit-rules", 4));
    let waiver = &config.waivers[0];
    assert_eq!(
        (waiver.line, waiver.ticket.as_deref(), waiver.expires.map(|day| day.to_string())),
        (7, Some("CHG-1042"), Some("2027-02-01".to_owned()))
    );
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "# nothing yet\n", "---\n", "waivers:\n", "\u{feff}tenants: {}\n"] {
        assert!(read("hmaudit.yml", text).is_ok(), "{text:?}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_with_the_word_underlined() {
    let text = "expekt: auto
fail-on: errors
tenants:
  contoso: { id: 1234, captures: ../elsewhere }
  contoso: {}
waivers:
  - rule: HMA-SPN-001
    subject: x
    reason: ''
    expires: 01.02.2027
  - { subject: &name y, raeson: z }
  - just text
rules: { paths: ['\\\\server\\share'], skip: HMA-SPN-001 }
outputs: [report.pdf]
";
    insta::assert_snapshot!(shown(&read("hmaudit.yml", text).expect_err("many mistakes")));
}

#[test]
fn yaml_without_its_tricks() {
    let told = |text: &str| -> Vec<_> {
        let all = read("hmaudit.yml", text).expect_err(text).all;
        all.into_iter().map(|mistake| (text[mistake.at].to_owned(), mistake.message)).collect()
    };
    let all = told("expect:\tauto\nfail-on: &limit error\nformat: *limit\noutputs: !set [a.md]\n");
    let messages: Vec<_> = all.iter().map(|(word, message)| format!("{word:?} {message}")).collect();
    assert_eq!(
        messages,
        [
            "\"\\t\" a tab: YAML does not indent with tabs",
            "\"&limit\" an anchor: a configuration has none",
            "\"*limit\" an alias: a configuration has none",
            "\"!set\" a tag: a configuration has none",
        ]
    );
    assert_eq!(told("expect: [auto\nfail-on: x")[0].1, "not YAML: illegal placement of ':' indicator");
    assert!(told("a: 1\n---\nb: 2\n")[0].1.starts_with("not YAML"));
    assert_eq!(told("rules: {skip: [a], skip: [b]}")[0].1, "skip is there twice");
    assert_eq!(told("<<: {expect: auto}")[0].1, "the configuration has no key <<");
}

#[test]
fn words_that_look_like_an_anchor_are_text() {
    let text = "waivers: # see &x\n  - {rule: a, subject: '&b', reason: A &c}\n  - rule: d\n    subject: e & !f\n    reason: g !h\n    ticket: 1042\n    owner: no\n";
    let config = read("hmaudit.yml", text).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)));
    assert_eq!((config.waivers[1].ticket.as_deref(), config.waivers[1].owner.as_deref()), (Some("1042"), Some("no")));
}

#[test]
fn names_of_rules_become_ids() {
    let known = [("HMA-SPN-001", "service-url-registered"), ("HMA-SRV-003", "server-version")];
    let mut config = read(
        "hmaudit.yml",
        "rules: {skip: [server-version]}\nwaivers: [{rule: service-url-registered, subject: x, reason: y}]\n",
    )
    .expect("readable");
    config.resolve(&known).expect("all are rules");
    assert_eq!((config.skip[0].value.as_str(), config.waivers[0].rule.value.as_str()), ("HMA-SRV-003", "HMA-SPN-001"));
    let mut config = read("hmaudit.yml", "rules: {skip: [HMA-SPN-0001], severity: {nonsense: info}}").expect("readable");
    let mistakes = config.resolve(&known).expect_err("no such rules").all;
    let helps: Vec<_> = mistakes.iter().map(|mistake| mistake.help.as_str()).collect();
    assert_eq!(helps, ["did you mean HMA-SPN-001? hmaudit explain lists all rules", "hmaudit explain lists all rules"]);
}

#[test]
fn a_file_of_waivers_is_a_list_or_a_map() {
    for text in ["- {rule: a, subject: b, reason: c}\n", "waivers:\n- {rule: a, subject: b, reason: c}\n"] {
        assert_eq!(read_waivers("w.yml", text).expect("readable").waivers.len(), 1);
    }
    assert!(read_waivers("w.yml", "expect: auto\n").is_err());
}

#[test]
fn bombs_are_refused() {
    let nested = "[".repeat(100_000);
    assert!(read("hmaudit.yml", &nested).is_err());
    assert!(read("hmaudit.yml", &"a".repeat(LONGEST + 1)).is_err());
    let aliases = (0..40).fold("a0: &a0 [x,x]\n".to_owned(), |text, n| format!("{text}a{}: &a{} [*a{n},*a{n}]\n", n + 1, n + 1));
    assert!(read("hmaudit.yml", &aliases).is_err());
}

#[test]
fn the_schema_names_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    let keys = |at: &str| -> Vec<String> {
        let mut keys: Vec<_> = schema.pointer(at).and_then(|map| map.as_object()).expect(at).keys().cloned().collect();
        keys.sort();
        keys
    };
    for (at, read) in [
        ("/properties", read::KEYS),
        ("/$defs/Tenant/properties", read::TENANT_KEYS),
        ("/$defs/Rules/properties", read::RULES_KEYS),
        ("/$defs/Waiver/properties", read::WAIVER_KEYS),
    ] {
        let mut read = read.to_vec();
        read.sort_unstable();
        assert_eq!(keys(at), read, "{at}");
    }
    let words = |name: &str| -> Vec<String> {
        let list = serde_json::to_string(&schema["$defs"][name]).unwrap_or_default();
        list.split('"')
            .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    for (name, allowed) in [
        ("Format", read::choices::<crate::report::Format>().into_iter().map(|(name, _)| name).collect::<Vec<_>>()),
        ("FailOn", read::choices::<crate::policy::FailOn>().into_iter().map(|(name, _)| name).collect()),
        ("Expect", read::choices::<crate::policy::Expect>().into_iter().map(|(name, _)| name).collect()),
    ] {
        let words = words(name);
        assert!(allowed.iter().all(|word| words.contains(word)), "{name}: {allowed:?} in {words:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn nothing_makes_the_reader_panic(text in "([a-z]{1,7}|waivers|rules|tenants|[-:{}\\[\\]&*!#'\"|>?,\n\t ~ä\u{202e}]){0,40}") {
        if let Err(mistakes) = read("hmaudit.yml", &text) {
            prop_assert!(!mistakes.all.is_empty());
            prop_assert!(mistakes.all.iter().all(|mistake| text.get(mistake.at.clone()).is_some()));
            prop_assert!(!shown(&mistakes).chars().any(crate::text::acts));
        }
    }
}

#[test]
fn the_schema_file_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/config-schema.json");
    if std::env::var_os("HMAUDIT_BLESS").is_some() {
        std::fs::write(path, schema()).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        schema(),
        "write it with HMAUDIT_BLESS=1 cargo test schema_file"
    );
}

#[test]
fn schema_and_reader_agree_about_keys_without_a_value() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    // JSON is YAML, so that one text serves both.
    let waiver = |key: &str| {
        let mut waiver = serde_json::json!({ "rule": "HMA-SPN-001", "subject": "x", "reason": "y" });
        waiver[key] = serde_json::Value::Null;
        format!("{{\"waivers\": [{waiver}]}}")
    };
    let own = super::read::KEYS.iter().map(|key| format!("{{\"{key}\": null}}"));
    let of_tenants = super::read::TENANT_KEYS.iter().map(|key| format!("{{\"tenants\": {{\"contoso\": {{\"{key}\": null}}}}}}"));
    let of_rules = super::read::RULES_KEYS.iter().map(|key| format!("{{\"rules\": {{\"{key}\": null}}}}"));
    let of_waivers = super::read::WAIVER_KEYS.iter().map(|key| waiver(key));
    let others = [
        r#"{"tenants": {"contoso": null}}"#,
        r#"{"waivers": [null]}"#,
        r#"{"outputs": [null]}"#,
        r#"{"rules": {"skip": [null]}}"#,
        r#"{"rules": {"severity": {"HMA-SPN-001": null}}}"#,
    ];
    let mut refused = 0;
    for text in own.chain(of_tenants).chain(of_rules).chain(of_waivers).chain(others.map(str::to_owned)) {
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let is_read = read("hmaudit.yml", &text).is_ok();
        assert_eq!(validator.is_valid(&value), is_read, "{text}");
        refused += usize::from(!is_read);
    }
    assert!(refused > 10, "single values cannot be left out: {refused}");
}

#[test]
fn a_configuration_of_more_than_a_mebibyte_is_refused() {
    let long = format!("expect: auto\n#{}", "x".repeat(LONGEST));
    let told = read("hmaudit.yml", &long).expect_err("too long").to_string();
    assert!(told.contains("hmaudit.yml"), "{told}");
    assert!(read("hmaudit.yml", &long[..LONGEST]).is_ok());
}
