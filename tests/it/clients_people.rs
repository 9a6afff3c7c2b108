//! An organisation of 2,000 people whose clients are captured, and what its help desk gets to read.

use hmaudit::area::Required;
use hmaudit::check::Verdict;
use hmaudit::report::client_matrix::{ClientMatrix, ClientState, PACK};
use hmaudit::report::{Format, Report, format};
use hmaudit::{Options, audit, rule};
use std::fmt::Write as _;

const PEOPLE: usize = 2_000;
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Who of the 2,000 uses what, by their number.
fn is_one_in(person: usize, of: usize) -> bool {
    person.is_multiple_of(of)
}

fn address(person: usize) -> String {
    format!("person{person:04}@contoso.com")
}

fn mailboxes() -> String {
    let mut text = String::from(
        "[PS] C:\\>Get-CASMailbox -ResultSize Unlimited | Format-List Identity,PrimarySmtpAddress,MapiHttpEnabled\n\n",
    );
    for person in 0..PEOPLE {
        let _ = writeln!(
            text,
            "Identity           : corp.contoso.com/Users/Person {person:04}\nPrimarySmtpAddress : {}\nMapiHttpEnabled    :\n",
            address(person)
        );
    }
    text.push_str("[PS] C:\\>\n");
    text
}

/// An iPhone for every second person, of which one in fifty is old; Outlook with Basic for one in ten; a phone with Android for one in seven.
fn devices() -> String {
    let mut text = String::from("[PS] C:\\>Get-MobileDevice -ResultSize Unlimited | Format-List *\n\n");
    let mut device = |person: usize, kind: &str, system: &str, agent: &str, client: &str, state: &str| {
        let _ = writeln!(
            text,
            "Identity          : corp.contoso.com/Users/Person {person:04}/ExchangeActiveSyncDevices/{kind}§{person:08X}AC\n\
             DeviceType        : {kind}\nDeviceOS          : {system}\nDeviceUserAgent   : {agent}\nClientType        : {client}\n\
             DeviceAccessState : {state}\n"
        );
    };
    for person in 0..PEOPLE {
        if is_one_in(person, 2) {
            let system = if is_one_in(person, 50) { "iOS 10.3.4 14G61" } else { "iOS 19.1 23B85" };
            let state = if is_one_in(person, 500) { "Quarantined" } else { "Allowed" };
            device(person, "iPhone", system, "Apple-iPhone17C1/2302.85", "EAS", state);
        }
        if is_one_in(person, 10) {
            device(person, "Outlook", "OutlookBasicAuth", "Outlook-iOS-Android/1.0", "Outlook", "Allowed");
        }
        if is_one_in(person, 7) {
            device(person, "SamsungDevice", "Android 15", "Android-SAMSUNG-SM-S921B/101.1400", "EAS", "Allowed");
        }
    }
    text.push_str("[PS] C:\\>\n");
    text
}

/// Microsoft 365 Apps in five versions; Office 2010 for one in forty.
fn inventory() -> String {
    let mut text = String::from("Device name,User,Application name,Application version,Platform\n");
    for person in 0..PEOPLE {
        let (product, version) = if is_one_in(person, 40) {
            ("Microsoft Office Professional Plus 2010", "14.0.7268.5000".to_owned())
        } else {
            ("Microsoft 365 Apps for enterprise - en-us", format!("16.0.{}.20240", 17_928 + person % 5 * 300))
        };
        let _ = writeln!(text, "PC-{person:04},{},{product},{version},Windows", address(person));
        let _ = writeln!(text, "PC-{person:04},{},Contoso Expenses,3.1,Windows", address(person));
    }
    text
}

/// The sign-ins of every fourth person's iPhone, and IMAP for one in a hundred.
fn sign_ins() -> String {
    let mut text = String::from(
        "Date (UTC),Request ID,Username,Application,Application ID ,Resource,Resource ID ,Status,Sign-in error code,Client app,Operating System\n",
    );
    let mut sign_in = |person: usize, name: &str, id: &str, client: &str, system: &str| {
        let _ = writeln!(
            text,
            "2026-11-20T08:12:01Z,6b7f6f2e-0b1d-4a8e-9a55-{:012x},{},{name},{id},Office 365 Exchange Online,{EXCHANGE},Success,,{client},{system}",
            person * 2 + usize::from(client == "IMAP4"),
            address(person)
        );
    };
    for person in (0..PEOPLE).filter(|person| is_one_in(*person, 4)) {
        let id = "f8d98a96-0999-43f5-8af3-69971c7bb423";
        sign_in(person, "Apple Internet Accounts", id, "Mobile Apps and Desktop clients", "Ios 19.1");
        if is_one_in(person, 100) {
            sign_in(person, "Office 365 Exchange Online", EXCHANGE, "IMAP4", "");
        }
    }
    text
}

fn registry(value: &str) -> String {
    let key = r"HKEY_CURRENT_USER\SOFTWARE\Microsoft\Office\16.0\Common";
    format!("Windows Registry Editor Version 5.00\r\n\r\n[{key}]\r\n\r\n[{key}\\Identity]\r\n{value}\r\n\r\n")
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("casmailbox.txt".to_owned(), mailboxes()),
        ("devices.txt".to_owned(), devices()),
        ("inventory.csv".to_owned(), inventory()),
        ("signins.csv".to_owned(), sign_ins()),
    ];
    for computer in 0..12 {
        let value = if computer < 5 { "\"EnableADAL\"=dword:00000000" } else { "\"Other\"=dword:00000001" };
        files.push((format!("registry/pc-{computer:02}.reg"), registry(value)));
    }
    files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

fn report() -> Report {
    audited(files())
}

fn audited(files: Vec<(String, Vec<u8>)>) -> Report {
    let pack = rule::pack::builtin().unwrap().into_iter().find(|pack| pack.area.name == PACK).unwrap();
    let mut texts = rule::builtin();
    texts.extend(pack.rules);
    let options = Options {
        packs: vec![pack.area],
        required: Required::none(),
        ..Options::new(rule::load(&texts).unwrap(), "2026-11-27".parse().unwrap())
    };
    audit(files, &options)
}

fn people(matrix: &ClientMatrix, client: &str, state: ClientState) -> usize {
    matrix.rows.iter().filter(|row| row.client() == client).map(|row| row.people(state)).sum()
}

#[test]
fn a_help_desk_gets_numbers_names_and_the_record_behind_each() {
    let report = report();
    let matrix = report.client_matrix.as_ref().unwrap();
    for (client, state, expected) in [
        ("Outlook 2010 or earlier on Windows", ClientState::Blocked, 50),
        ("Outlook 2016 or later on Windows", ClientState::Ready, 1_950 + 7),
        ("Outlook 2016 or later on Windows", ClientState::Blocked, 5),
        ("Outlook for iOS and Android with Basic", ClientState::Update, 200),
        // Of 1,000 iPhones 40 are too old; of the others those sign in that the log shows: every second of them. 20 people with an old one
        // sign in from a new one, too.
        ("Mail of iOS", ClientState::Update, 40),
        ("Mail of iOS", ClientState::Ready, 500),
        ("Mail of iOS", ClientState::Unknown, 480),
        ("Mail of Android", ClientState::Unknown, 286),
        ("IMAP4", ClientState::Blocked, 20),
    ] {
        assert_eq!(people(matrix, client, state), expected, "{client}: {}", state.words());
    }
    for cell in matrix.rows.iter().flat_map(|row| &row.cells) {
        assert!(cell.evidence.as_ref().is_some_and(|place| place.line > 0 && !place.text.is_empty()));
        assert!(cell.names.is_sorted() && cell.names.len() <= cell.people);
    }
    assert!(matrix.blockers.windows(2).all(|pair| pair[0].people >= pair[1].people));
    assert_eq!(
        matrix.blockers.first().map(|one| (one.people, one.client.as_str())),
        Some((200, "Outlook for iOS and Android with Basic"))
    );
    let notice = |client: &str| matrix.notices.iter().find(|one| one.client == client).map_or(0, |one| one.people);
    assert_eq!((notice("Outlook 2016 or later on Windows"), notice("Mail of iOS")), (1_957, 500));
    assert!(matrix.captures.iter().any(|capture| capture.command.contains("Get-MgAuditLogSignIn")));
}

#[test]
fn findings_are_counted_and_folded() {
    let report = report();
    let of_pack: Vec<_> = report.findings.iter().filter(|finding| finding.area == PACK).collect();
    assert!(of_pack.len() < 20, "{}", of_pack.len());
    let failed = |id: &str| of_pack.iter().filter(|finding| finding.rule == id && finding.verdict == Verdict::Fail).count();
    for (id, expected) in [("HMA-CLI-001", 1), ("HMA-CLI-004", 2), ("HMA-CLI-005", 2), ("HMA-CLI-006", 1), ("HMA-CLI-007", 1)] {
        assert_eq!(failed(id), expected, "{id}");
    }
    assert!(of_pack.iter().any(|finding| finding.message.contains("5 of 12 profiles")));
}

/// A record of a device and a sign-in of the same person contradict each other: both are told, and how many it concerns.
#[test]
fn whoever_has_an_old_record_and_signs_in_better_is_told_of_twice() {
    let report = report();
    let matrix = report.client_matrix.as_ref().unwrap();
    let blocker = |client: &str| matrix.blockers.iter().find(|one| one.client == client).unwrap();
    assert_eq!((blocker("Mail of iOS").people, blocker("Mail of iOS").also_modern), (40, 20));
    assert_eq!(blocker("Outlook for iOS and Android with Basic").also_modern, 0);
    let version = |version: &str| matrix.rows.iter().find(|row| row.version.as_deref() == Some(version)).unwrap();
    let old = &version("10.3.4").cells[0];
    assert_eq!((old.state, old.also_modern), (ClientState::Update, 20));
    let doubt = "20 of them signed in with modern authentication, too: the record may be of an old device";
    for form in [Format::Terminal, Format::Markdown, Format::Html] {
        let mut out = Vec::new();
        format::write(form, &report, format::Style { width: 120, ..format::Style::default() }, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains(doubt), "{form:?}");
    }
}

#[test]
fn a_record_of_outlook_with_basic_is_contradicted_by_a_sign_in_of_the_app() {
    let device = "[PS] C:\\>Get-MobileDevice | Format-List *\n\n\
        Identity          : corp.contoso.com/Users/Adele Vance/ExchangeActiveSyncDevices/Outlook§5EEC4E94\n\
        DeviceType        : Outlook\nDeviceOS          : OutlookBasicAuth\nDeviceUserAgent   : Outlook-iOS-Android/1.0\nClientType        : Outlook\n\
        DeviceAccessState : Allowed\n\n[PS] C:\\>Get-CASMailbox -ResultSize Unlimited | Format-List Identity,PrimarySmtpAddress\n\n\
        Identity           : corp.contoso.com/Users/Adele Vance\nPrimarySmtpAddress : adele@contoso.com\n\n[PS] C:\\>\n";
    let sign_in = format!(
        "Date (UTC),Request ID,Username,Application ID ,Resource ID ,Status,Sign-in error code,Client app,Operating System\n\
         2026-11-20T08:11:01Z,6b7f6f2e-0b1d-4a8e-9a55-2f4f5b1a0001,adele@contoso.com,27922004-5251-4030-b22d-91ecd9a37ea4,{EXCHANGE},Success,,Mobile Apps and Desktop clients,Ios 19.1\n"
    );
    let report = audited(vec![("device.txt".to_owned(), device.into()), ("signins.csv".to_owned(), sign_in.into_bytes())]);
    let matrix = report.client_matrix.as_ref().unwrap();
    assert_eq!(people(matrix, "Outlook for iOS and Android with Basic", ClientState::Update), 1);
    assert_eq!(people(matrix, "Outlook for iOS and Android", ClientState::Ready), 1, "{:#?}", matrix.rows);
    assert_eq!(matrix.blockers[0].also_modern, 1);
}

/// What the captures of people can supply: their addresses, devices and versions.
#[test]
fn names_of_people_and_versions_stay_text_in_every_output() {
    for payload in hmaudit::report::sample::PAYLOADS {
        let plain: String = payload.chars().filter(|letter| !matches!(letter, '\r' | '\n' | '\0')).collect();
        let quoted = plain.replace('"', "\"\"");
        let inventory = format!(
            "Device name,User,Application name,Application version,Platform\n\
             PC-1,\"{quoted}\",Microsoft 365 Apps for enterprise,\"16.0{quoted}\",Windows\n\
             PC-2,\"{quoted}2\",Microsoft Office Professional Plus 2010,\"14.0{quoted}\",Windows\n"
        );
        let report = audited(vec![("inventory.csv".to_owned(), inventory.into_bytes())]);
        assert!(report.client_matrix.is_some(), "{plain:?}");
        for form in [Format::Terminal, Format::Markdown, Format::Html, Format::Json, Format::Csv, Format::Sarif, Format::Junit] {
            let mut out = Vec::new();
            format::write(form, &report, format::Style { width: 80, ..format::Style::default() }, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            // A table for a spreadsheet begins with a mark.
            let text = text.trim_start_matches('\u{feff}');
            let acting = text.chars().find(|&letter| letter != '\r' && hmaudit::text::acts(letter));
            assert_eq!(acting, None, "{form:?}: {plain:?}");
            assert!(form != Format::Html || !text.contains("<img"), "{plain:?}");
        }
    }
}

#[test]
fn every_output_shows_it_and_none_is_wider_than_the_terminal() {
    let report = report();
    let mut page = Vec::new();
    let style = format::Style { width: 80, ..format::Style::default() };
    format::write(Format::Terminal, &report, style, &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    if let Some(folder) = std::env::var_os("HMAUDIT_SHOW") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::write(folder.join("people.txt"), &page).unwrap();
        for (name, form) in [("people.html", Format::Html), ("people.md", Format::Markdown), ("people.json", Format::Json)] {
            let mut out = Vec::new();
            format::write(form, &report, style, &mut out).unwrap();
            std::fs::write(folder.join(name), out).unwrap();
        }
    }
    assert!(page.contains("Clients in use: can they sign in with modern authentication?"));
    let section = page.split("Clients in use:").nth(1).and_then(|rest| rest.split("-o report.html").next()).unwrap();
    let commands = |line: &&str| !line.contains("Get-");
    assert!(section.lines().filter(commands).all(|line| line.chars().count() <= 80), "{section}");
    assert!(section.lines().count() < 80, "{}", section.lines().count());
    for form in [Format::Html, Format::Markdown] {
        let mut out = Vec::new();
        format::write(form, &report, style, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("Outlook for iOS and Android with Basic"));
    }
}

#[test]
fn without_the_pack_no_report_shows_it() {
    let options = Options::new(rule::load(&rule::builtin()).unwrap(), "2026-11-27".parse().unwrap());
    let report = audit(files(), &options);
    assert_eq!(report.client_matrix, None);
    assert!(!serde_json::to_string(&report).unwrap().contains("client_matrix"));
    assert!(options.rules.rules.iter().all(|rule| !rule.in_pack));
}
