use super::*;
use crate::policy::config;

const FILE: &str = "expect: enabled
fail-on: warning
outputs: [reports/hma.html]
tenants: { contoso: { id: 0D3F9A1E-77b4-4f0e-8a53-2b1c5d6e7f80, captures: tenants/contoso } }
rules:
  paths: [audit-rules]
  skip: [HMA-SPN-010, mapi-oauth]
  severity: { HMA-SRV-003: info }
waivers:
  - { rule: mapi-oauth, subject: 'EX0*', reason: Replaced }
";
const KNOWN: &[(&str, &str)] = &[
    ("HMA-SPN-010", "spn-count"),
    ("HMA-VDIR-001", "mapi-oauth"),
    ("HMA-SRV-003", "server-version"),
    ("HMA-SPN-001", "service-url-registered"),
];

fn args(words: &[&str]) -> crate::cli::CheckArgs {
    use clap::Parser;
    let words = ["hmaudit", "check", "captures"].iter().chain(words);
    match crate::cli::Cli::parse_from(words).command {
        crate::cli::Command::Check(args) => *args,
        _ => unreachable!("check was asked for"),
    }
}

fn decide(words: &[&str], environment: &[(&str, &str)], file: Option<&str>) -> Result<Settings, SettingError> {
    let args = args(words);
    let config = file.map(|text| (config::read("audit/hmaudit.yml", text).expect("readable"), Origin::CommandLine));
    let get = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    settle(&Asked::from(&args), &get, config, Vec::new(), "2026-11-21".parse().expect("a date"))
}

#[test]
fn each_level_gives_way_to_the_one_above() {
    let environment = [("HMAUDIT_FAIL_ON", "info"), ("HMAUDIT_EXPECT", " "), ("HMAUDIT_AS_OF", "2026-12-01")];
    let nothing = decide(&[], &[], None).expect("settled");
    assert_eq!(nothing.fail_on, Setting { value: FailOn::Error, origin: Origin::Default });
    let file = decide(&[], &[], Some(FILE)).expect("settled");
    assert_eq!(
        file.fail_on,
        Setting { value: FailOn::Warning, origin: Origin::File { file: "audit/hmaudit.yml".to_owned(), line: 2 } }
    );
    let both = decide(&[], &environment, Some(FILE)).expect("settled");
    assert_eq!(both.fail_on, Setting { value: FailOn::Info, origin: Origin::Environment("HMAUDIT_FAIL_ON") });
    assert_eq!(both.expect.value, crate::policy::Expect::Enabled, "an empty variable says nothing");
    assert_eq!(both.as_of.origin, Origin::Environment("HMAUDIT_AS_OF"));
    let all = decide(&["--fail-on", "never", "-o", "x.json"], &environment, Some(FILE)).expect("settled");
    assert_eq!(all.fail_on, Setting { value: FailOn::Never, origin: Origin::CommandLine });
    assert_eq!(all.outputs, [Setting { value: PathBuf::from("x.json"), origin: Origin::CommandLine }]);
}

#[test]
fn show_config_tells_where_each_value_came_from() {
    let mut settings =
        decide(&["--format", "json", "--only", "server-version,spn-count"], &[("HMAUDIT_EXPECT", "auto")], Some(FILE))
            .expect("settled");
    settings.resolve(KNOWN).expect("all are rules");
    insta::assert_snapshot!(settings.show(), @r"
    config    audit/hmaudit.yml                                             command line
    expect    auto                                                          environment variable HMAUDIT_EXPECT
    fail-on   warning                                                       audit/hmaudit.yml:2
    format    json                                                          command line
    as-of     2026-11-21                                                    default
    output    audit/reports/hma.html                                        audit/hmaudit.yml:3
    tenant    contoso id 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80 captures audit/tenants/contoso  audit/hmaudit.yml:4
    rules     audit/audit-rules                                             audit/hmaudit.yml:6
    only      HMA-SRV-003                                                   command line
    only      HMA-SPN-010                                                   command line
    skip      HMA-VDIR-001                                                  audit/hmaudit.yml:7
    severity  HMA-SRV-003 info                                              audit/hmaudit.yml:8
    waiver    HMA-VDIR-001 EX0*                                             audit/hmaudit.yml:10
    ");
}

#[test]
fn bad_values_say_where_they_stand() {
    let message =
        |words: &[&str], environment: &[(&str, &str)]| decide(words, environment, None).map(|_| ()).expect_err("bad").to_string();
    assert_eq!(message(&["--as-of", "2026-02-30"], &[]), "--as-of: 2026-02-30 is not a date");
    assert_eq!(message(&["--as-of", "20261121"], &[]), "--as-of: 20261121 is not a date");
    assert_eq!(message(&[], &[("HMAUDIT_AS_OF", "morgen")]), "HMAUDIT_AS_OF: morgen is not a date");
    assert_eq!(message(&[], &[("HMAUDIT_FORMAT", "yaml\u{1b}[2J")]), r"HMAUDIT_FORMAT cannot be yaml\u{1b}[2J");
}

#[test]
fn names_of_no_rule_are_refused_with_the_nearest() {
    let mut settings = decide(&["--skip", "mapi-oaut"], &[], None).expect("settled");
    let error = settings.resolve(KNOWN).expect_err("no such rule");
    assert_eq!(error.to_string(), "--skip: no rule is called mapi-oaut");
    assert_eq!(
        error.help().map(|help| help.to_string()).as_deref(),
        Some("did you mean mapi-oauth? hmaudit explain lists all rules")
    );
}

#[test]
fn no_waivers_ignores_them_all() {
    let settings = decide(&["--no-waivers"], &[], Some(FILE)).expect("settled");
    assert!(settings.waivers.is_empty() && settings.no_waivers);
}
