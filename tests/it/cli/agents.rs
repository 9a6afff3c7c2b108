//! Everything that is printed is echoed into the log of some build: no output holds what a build agent would obey.

use crate::cli::run::Desk;

/// Texts that a build agent obeys where they stand in its log.
const COMMANDS: &[&str] = &[
    "##vso[task.prependpath]/tmp/x ###[error]x ##teamcity[x]",
    "::stop-commands::x",
    "x\u{85}::set-env name=PATH::/tmp/x\u{2028}::error::x\u{b}  ::error::x",
];

/// An estate in which these texts are the values of everything that an output may quote.
fn estate(text: &str) -> Desk {
    let desk = Desk::with_estate("three-tenants");
    let quoted = serde_json::to_string(text).unwrap();
    let broken = serde_json::to_string(&format!("x\r\n{text}")).unwrap();
    desk.file(
        "captures/onprem/authserver-more.json",
        format!(
            "[{{\"Name\":{quoted},\"Type\":\"AzureAD\",\"Enabled\":true,\"Realm\":{quoted},\"IsDefaultAuthorizationEndpoint\":true,\
             \"AuthorizationEndpoint\":{broken},\"TokenIssuingEndpoint\":{quoted}}},{{\"Name\":{broken},\"Type\":{broken},\"Enabled\":{broken}}}]"
        ),
    );
    desk.file(
        "captures/onprem/mapi-more.json",
        format!(
            "[{{\"ObjectClass\":[\"top\",\"msExchMapiVirtualDirectory\"],\"Identity\":{quoted},\"Server\":{quoted},\"InternalUrl\":{broken},\
             \"ExternalUrl\":{quoted},\"IISAuthenticationMethods\":[{quoted},{broken}]}}]"
        ),
    );
    desk.file("captures/notes.txt", format!("{text}\n  {text}\nNobody knows what this is: {text}\n"));
    desk.file(
        "waivers.yml",
        format!("waivers:\n  - {{ rule: HMA-SPN-001, subject: 'https://outlook.*', reason: {broken}, owner: {quoted}, ticket: {quoted} }}\n"),
    );
    desk.file(
        "own/own.yml",
        format!(
            "id: OWN-001\nname: own\ntitle: {quoted}\nseverity: warning\nwhy: {broken}\nsources: [{{ url: 'https://example.org/', read: 2026-11-01 }}]\n\
             from: auth-server\nmust: {{ Type: {{ is: never }} }}\nmessage: {broken}\nhelp: {broken}\n"
        ),
    );
    desk
}

/// Lines as whatever echoes them may break them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).map(str::trim_start)
}

/// Fails where a build agent finds a command that is not one of ours.
#[track_caller]
fn holds_no_command(text: &str, ours: &[&str], whose: &str) {
    for line in lines(text) {
        let line = ours.iter().find_map(|start| line.strip_prefix(start)).unwrap_or(line);
        let hash = line.match_indices('#').any(|(at, _)| {
            let after = line[at..].strip_prefix("##");
            after.is_some_and(|after| after.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('['))
        });
        assert!(!hash && !line.starts_with("::"), "{whose}: {line:?}");
    }
}

#[test]
fn no_form_of_a_report_holds_a_command_of_a_build_agent() {
    for text in COMMANDS {
        let desk = estate(text);
        for format in ["terminal", "json", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"] {
            let ours: &[&str] = match format {
                "github" => &["::error ", "::warning ", "::notice ", "::debug::"],
                "azure" => &["##vso[task.logissue"],
                _ => &[],
            };
            for more in [&[][..], &["--all", "--verbose", "--waivers", "waivers.yml", "--rules", "own", "--fail-on", "never"]] {
                let arguments = [&["check", "captures", "--format", format][..], more].concat();
                let answer = desk.run(&arguments);
                assert!(matches!(answer.code, Some(0 | 1 | 3)), "{answer:#?}");
                holds_no_command(&answer.out, ours, &format!("{text:?} in {format}"));
                holds_no_command(&answer.err, &[], &format!("{text:?} beside {format}"));
            }
        }
    }
}

#[test]
fn no_command_prints_a_command_of_a_build_agent() {
    for text in COMMANDS {
        let desk = estate(text);
        let calls: &[&[&str]] = &[
            &["parse", "captures"],
            &["parse", "captures", "--format", "json"],
            &["plan", "captures"],
            &["plan", "captures", "--format", "markdown"],
            &["plan", "captures", "--format", "json"],
            &["remediate", "captures", "--out", "scripts"],
            &["diff", "captures", "captures", "--verbose"],
            &["diff", "captures/onprem", "captures", "--format", "markdown"],
            &["diff", "captures/onprem", "captures", "--format", "json"],
            &["explain", "OWN-001", "--rules", "own"],
            &["rules", "check", "own"],
            &["check", "captures", "--waivers", "waivers.yml", "--show-config"],
            &["check", "captures", "--tenant", text],
            &["check", "captures", "--only", text],
            &["check", text],
            &["explain", text],
            &["schema", text],
            &["redact", "captures", "--out", "redacted"],
            &["check", "captures", "--config", "own/own.yml"],
            &["verify-script", "captures/notes.txt"],
        ];
        for call in calls {
            let answer = desk.run(call);
            holds_no_command(&answer.out, &[], &format!("{text:?}, {call:?}"));
            holds_no_command(&answer.err, &[], &format!("{text:?}, {call:?}"));
        }
        holds_no_command(&desk.read("scripts/plan.md"), &[], "plan.md");
    }
}
