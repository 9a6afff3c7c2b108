//! Console text line by line: what goes on, what ends, what is noise, what only looks like output.

use hmaudit::capture::{self, Raw};
use hmaudit::source::{Source, SourceId};

/// Records as `Name=value|Name=[a, b]`, `~` behind what is cut; then the reasons of what was declined.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let source = Source::from_text(SourceId(0), "capture.txt", text);
    let read = capture::read(&source);
    let value = |raw: &Raw<'_>| match raw {
        Raw::Scalar(text) => text.to_string(),
        Raw::Cut(text) => format!("{text}~"),
        Raw::List { items, cut } => {
            let items: Vec<&str> = items.iter().map(|item| &*item.text).collect();
            format!("[{}]{}", items.join(", "), if *cut { "~" } else { "" })
        }
        Raw::Blank => String::new(),
    };
    let record = |record: &capture::Record<'_>| {
        record.fields.iter().map(|field| format!("{}={}", field.name, value(&field.raw))).collect::<Vec<_>>().join("|")
    };
    let place = |skipped: &capture::Skipped| format!("{}: {}", source.place(skipped.at).line, skipped.why);
    (read.records.iter().map(record).collect(), read.skipped.iter().map(place).collect())
}

fn records(text: &str) -> Vec<String> {
    read(text).0
}

const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

// The end of the file.

#[test]
fn a_value_that_the_end_of_the_file_may_have_cut_is_cut() {
    for value in [
        "https://mail.contoso.com",
        "https://mail.contoso.com:84",
        "https://mail.contoso.com/",
        "EX01",
        "contoso.onmicrosoft.com",
        "Tru",
    ] {
        let (records, skipped) = read(&format!("Name        : mapi (Default Web Site)\nInternalUrl : {value}"));
        assert_eq!(records, [format!("Name=mapi (Default Web Site)|InternalUrl={value}~")]);
        assert!(skipped.len() == 1 && skipped[0].starts_with("2: the file ends"), "{skipped:?}");
        let (records, skipped) = read(&format!("Name        : mapi (Default Web Site)\nInternalUrl : {value}\n"));
        assert_eq!((records, skipped.len()), (vec![format!("Name=mapi (Default Web Site)|InternalUrl={value}")], 0));
    }
}

#[test]
fn a_value_that_cannot_go_on_is_whole_without_a_line_end() {
    for value in [
        "True",
        "False",
        "https://mail.contoso.com/EWS/Exchange.asmx",
        "https://mail.contoso.com/mapi",
        "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
        "5B2C40EC85C62DD39D98696AB5413E3EB83D7526",
        "EX01\\mapi (Default Web Site)",
    ] {
        let (records, skipped) = read(&format!("Name        : mapi (Default Web Site)\nInternalUrl : {value}"));
        assert_eq!((records, skipped.len()), (vec![format!("Name=mapi (Default Web Site)|InternalUrl={value}")], 0));
    }
    for (list, shown) in
        [("{Ntlm, OAuth}", "[Ntlm, OAuth]"), ("{}", "[]"), ("{Ntlm, OAu", "[Ntlm]~"), ("{Ntlm, OAuth, ", "[Ntlm, OAuth]~")]
    {
        assert_eq!(
            records(&format!("Name                     : mapi (Default Web Site)\nIISAuthenticationMethods : {list}")),
            [format!("Name=mapi (Default Web Site)|IISAuthenticationMethods={shown}")]
        );
    }
}

#[test]
fn a_blank_value_at_the_end_of_the_file_was_not_printed() {
    for tail in ["", " ", "   "] {
        let (records, skipped) =
            read(&format!("Name                           : EvoSts\nIsDefaultAuthorizationEndpoint :{tail}"));
        assert_eq!(records, ["Name=EvoSts"]);
        assert!(skipped.len() == 1 && skipped[0].starts_with("2: the file ends"), "{skipped:?}");
    }
    assert_eq!(records("Name    : EvoSts\nEnabled :\n"), ["Name=EvoSts|Enabled="]);
}

#[test]
fn half_a_name_at_the_end_of_the_file_is_named_and_makes_the_answer_a_part() {
    for (text, records) in [
        ("[PS] C:\\>Get-AuthServer | fl\n\nName                           : EvoSts\nIsDefaultAuthor", "Name=EvoSts"),
        (
            "[PS] C:\\>Get-AuthServer | fl\n\nName                           : EvoSts\nIsDefaultAuthorizationEndpoint  ",
            "Name=EvoSts",
        ),
        ("[PS] C:\\>Get-AuthServer | fl\n\nName    : EvoSts\nEnabled : True\n\nNa", "Name=EvoSts|Enabled=True"),
    ] {
        let source = Source::from_text(SourceId(0), "capture.txt", text);
        assert!(capture::read(&source).commands[0].partial, "{text}");
        let (read, skipped) = read(text);
        assert_eq!(read, [records]);
        assert!(skipped.len() == 1 && skipped[0].contains("within the name of a property"), "{skipped:?}");
    }
    for text in [
        "[PS] C:\\>Get-AuthServer | fl\n\nName    : EvoSts\nEnabled : True\n\nThanks",
        "[PS] C:\\>Get-AuthServer | fl\n\nName    : EvoSts\nEnabled : True\n\n[PS] C:\\>",
    ] {
        let source = Source::from_text(SourceId(0), "capture.txt", text);
        assert!(!capture::read(&source).commands[0].partial, "{text}");
    }
}

#[test]
fn the_last_of_bare_values_is_whole_only_if_it_could_not_go_on() {
    let list = |last: &str| records(&format!("{EXCHANGE}\nhttps://mail.contoso.com/\n{last}"));
    assert_eq!(
        list("https://autodiscover.contoso.com/"),
        [format!("ServicePrincipalNames=[{EXCHANGE}, https://mail.contoso.com/, https://autodiscover.contoso.com/]")]
    );
    for last in ["https://autodiscover.contoso.com", "https://autodis", "https://autodiscover.contoso.com:44"] {
        assert_eq!(list(last), [format!("ServicePrincipalNames=[{EXCHANGE}, https://mail.contoso.com/]~")]);
    }
}

#[test]
fn the_last_row_of_a_table_ends_with_the_file_too() {
    let table = "Server InternalUrl                                ExternalUrl\n------ -----------                                -----------\n";
    assert_eq!(
        records(&format!("{table}EX01   https://mail.contoso.com/EWS/Exchange.asmx https://mail.contoso.com")),
        ["Server=EX01|InternalUrl=https://mail.contoso.com/EWS/Exchange.asmx|ExternalUrl=https://mail.contoso.com~"]
    );
    assert_eq!(
        records(&format!("{table}EX01   https://mail.contoso.com/EWS/Exchange.asmx ")),
        ["Server=EX01|InternalUrl=https://mail.contoso.com/EWS/Exchange.asmx"]
    );
}

// Lines that are merely indented, summaries, examples, reports.

#[test]
fn a_line_left_of_the_value_is_none_of_it() {
    for heading in ["    EWS directories", "  True", "     Affichage des annuaires", "\tEWS"] {
        let text = format!(
            "Name                     : mapi (Default Web Site)\nIISAuthenticationMethods : {{Ntlm, OAuth}}\nServer                   : EX01\n{heading}\nName                     : EWS (Default Web Site)\nServer                   : EX01\n"
        );
        assert_eq!(
            records(&text),
            [
                "Name=mapi (Default Web Site)|IISAuthenticationMethods=[Ntlm, OAuth]|Server=EX01",
                "Name=EWS (Default Web Site)|Server=EX01"
            ],
            "{heading}"
        );
    }
}

#[test]
fn a_heading_right_below_a_list_is_none_of_it() {
    for heading in ["    EWS directories", "      Affichage des annuaires", "    EWS:", "  EWS"] {
        let text = format!(
            "Name                     : mapi (Default Web Site)\nServer                   : EX01\nIISAuthenticationMethods : {{Ntlm, OAuth}}\n{heading}\nName                     : EWS (Default Web Site)\nServer                   : EX01\n"
        );
        assert_eq!(
            records(&text),
            [
                "Name=mapi (Default Web Site)|Server=EX01|IISAuthenticationMethods=[Ntlm, OAuth]",
                "Name=EWS (Default Web Site)|Server=EX01"
            ],
            "{heading}"
        );
    }
}

#[test]
fn an_object_that_begins_like_the_one_above_is_another() {
    let mapi = "Server                   : EX01
IISAuthenticationMethods : {Ntlm, OAuth, Negotiate}
InternalUrl              : https://mail.contoso.com/mapi
";
    let oab = "Server                   : EX01
OAuthAuthentication      : False
InternalUrl              : https://mail.contoso.com/OAB
";
    for between in ["", "   OAB-Verzeichnisse\n", "-- OAB --\n"] {
        let found = records(&format!("{mapi}{between}{oab}"));
        assert_eq!(found.len(), 2, "{between}: {found:?}");
        assert!(
            !found[0].contains("OAuthAuthentication") && found[1].contains("OAuthAuthentication=False"),
            "{between}: {found:?}"
        );
    }
}

#[test]
fn what_a_script_writes_about_objects_is_none() {
    let before = "[PS] C:\\>Get-AuthServer | fl Name\n\nName : EvoSts\n\n";
    for summary in [
        " AuthMetadataUrl:\n  https://login.windows.net/adatum.onmicrosoft.com/federationmetadata/2007-06/federationmetadata.xml\n",
        "AuthMetadataUrl: https://login.windows.net/adatum.onmicrosoft.com/federationmetadata/2007-06/federationmetadata.xml\nTokenIssuingEndpoint: https://x\n",
        " ApplicationIdentifier: 00000002-0000-0ff1-ce00-000000000000\n Realm: adatum.onmicrosoft.com\n",
        " Application id:\n  00000002-0000-0ff1-ce00-000000000000\n",
    ] {
        assert_eq!(records(&format!("{before}{summary}")), ["Name=EvoSts"], "{summary}");
    }
}

#[test]
fn an_application_id_alone_is_no_list_of_names() {
    for text in [
        format!("{EXCHANGE}\n"),
        format!("AppId:\n\n  {EXCHANGE}\n\nDone\n"),
        format!("[PS] C:\\>.\\Show-Application.ps1\n{EXCHANGE}\n[PS] C:\\>\n"),
    ] {
        let (records, skipped) = read(&text);
        assert!(records.is_empty() && skipped.iter().any(|why| why.contains("application id alone")), "{records:?} {skipped:?}");
    }
    let asked = format!(
        "PS C:\\> (Get-MgServicePrincipal -Filter \"AppId eq '{EXCHANGE}'\").ServicePrincipalNames\n{EXCHANGE}\nPS C:\\>\n"
    );
    assert_eq!(records(&asked), [format!("ServicePrincipalNames=[{EXCHANGE}]")]);
}

#[test]
fn examples_that_a_script_prints_are_no_objects() {
    for (heading, property) in [
        ("Configuration Example", " InternalUrl : https://server01.contoso.com/EWS/Exchange.asmx"),
        ("  Example:", "    ExternalUrl         : https://mail.contoso.com/mapi\n    OAuthAuthentication : True"),
        ("Beispiel einer Konfiguration", "  InternalUrl : https://server01.contoso.com/EWS/Exchange.asmx"),
        (
            "# Sample output",
            "   Name        : EWS (Default Web Site)\n   InternalUrl : https://server01.contoso.com/EWS/Exchange.asmx",
        ),
    ] {
        let (records, skipped) = read(&format!("Checking …\n\n{heading}\n{property}\n\nDone.\n"));
        assert!(records.is_empty() && skipped.len() == 1 && skipped[0].contains("example"), "{heading}: {records:?} {skipped:?}");
    }
    let real = "InternalUrl : https://mail.contoso.com/EWS/Exchange.asmx";
    assert_eq!(records(&format!("Example output\n\n{real}\n")).len(), 1, "not indented below the heading");
    assert_eq!(records(&format!("For example, on EX01:\n\n    {real}\n")).len(), 1);
}

#[test]
fn the_text_report_of_healthchecker_is_declined_by_its_name() {
    let title = "Exchange Health Checker version 26.03.11.1520\n\n";
    let report = "Exchange Information\n--------------------\n\tName: EX01\n\tVersion: Exchange 2019 CU14\n\nAuth Certificate\n\tAppId: 00000002-0000-0ff1-ce00-000000000000\n\tThumbprint: 5B2C40EC85C62DD39D98696AB5413E3EB83D7526\n\tOAuth2ClientProfileEnabled: True\n\tMapiHttpEnabled: True\n";
    for text in [format!("{title}{report}"), report.to_owned(), format!("[PS] C:\\scripts>.\\HealthChecker.ps1\n{title}{report}")]
    {
        let (records, skipped) = read(&text);
        assert!(
            records.is_empty() && skipped.len() == 1 && skipped[0].contains("HealthChecker") && skipped[0].contains("XML"),
            "{records:?} {skipped:?}"
        );
    }
    let session = format!(
        "[PS] C:\\scripts>.\\HealthChecker.ps1\n{title}{report}[PS] C:\\>Get-AuthServer | fl Name,Enabled\n\nName    : EvoSts\nEnabled : True\n\n[PS] C:\\>\n"
    );
    assert_eq!(records(&session), ["Name=EvoSts|Enabled=True"]);
}

// Bare lists of names.

#[test]
fn a_bare_host_is_one_of_the_names() {
    let expected = [format!(
        "ServicePrincipalNames=[{EXCHANGE}, https://outlook.office365.com/, mail.contoso.com, https://autodiscover.contoso.com/]"
    )];
    let list = format!("{EXCHANGE}\nhttps://outlook.office365.com/\nmail.contoso.com\nhttps://autodiscover.contoso.com/\n");
    assert_eq!(records(&list), expected);
    let filled =
        format!("PS C:\\> $x = Get-MgServicePrincipal -Filter \"AppId eq '{EXCHANGE}'\"\nPS C:\\> $x.ServicePrincipalNames\n");
    assert_eq!(records(&format!("{filled}{list}PS C:\\>\n")), expected);
    assert_eq!(records(&format!("The names:\n\n{list}\nThanks\n")), expected);
    for odd in ["mail.contoso.com:443", "HTTP/mail.contoso.com", "*.contoso.com", "mail.contoso.com/owa"] {
        let text = format!("{EXCHANGE}\nhttps://outlook.office365.com/\n{odd}\nhttps://autodiscover.contoso.com/\n");
        assert_eq!(records(&text), [expected[0].replace("mail.contoso.com", odd)], "{odd}");
    }
    assert_eq!(records(&format!("mail.contoso.com\n{list}")), [expected[0].replace('[', "[mail.contoso.com, ")]);
}

#[test]
fn a_name_with_blanks_does_not_end_the_list_of_names() {
    for odd in ["Office 365 Exchange Online", "contoso mail", "(none)"] {
        let list = format!("{EXCHANGE}\nhttps://outlook.office365.com/\n{odd}\nhttps://autodiscover.contoso.com/\n");
        let expected = [format!(
            "ServicePrincipalNames=[{EXCHANGE}, https://outlook.office365.com/, {odd}, https://autodiscover.contoso.com/]"
        )];
        assert_eq!(records(&list), expected);
        assert_eq!(
            records(&format!(
                "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '{EXCHANGE}'\" | select -ExpandProperty ServicePrincipalNames\n{list}PS C:\\>\n"
            )),
            expected
        );
    }
}

#[test]
fn a_folded_name_is_joined_or_undecided() {
    let long = format!("{EXCHANGE}/autodiscover.a-rather-long-name-of-a-company.contoso.com");
    let folded = |rest: &str| records(&format!("{EXCHANGE}\n{long}\n{rest}\nhttps://mail.contoso.com/\n"));
    for rest in [":8443", "/owa", ".example", "-old"] {
        assert_eq!(folded(rest), [format!("ServicePrincipalNames=[{EXCHANGE}, {long}{rest}, https://mail.contoso.com/]")]);
    }
    let expands = "PS C:\\> Get-MapiVirtualDirectory | select -ExpandProperty InternalUrl\n";
    assert_eq!(
        records(&format!("{expands}https://mail.contoso.com\n:8443/mapi\nPS C:\\>\n")),
        ["InternalUrl=https://mail.contoso.com:8443/mapi"]
    );
    // Two lines end in the same column, which is the edge: a word below is the rest, what may be a host of its own is undecided.
    let full = "https://a-rather-long-name-of-a-company.contoso.com/";
    assert_eq!(
        records(&format!("{EXCHANGE}\n{full}\n{}\nx/\nhttps://mail.contoso.com/\n", full.replace("-a-", "-b-"))),
        [format!("ServicePrincipalNames=[{EXCHANGE}, {full}, {}x/, https://mail.contoso.com/]", full.replace("-a-", "-b-"))]
    );
    assert_eq!(
        records(&format!("{EXCHANGE}\n{full}\n{}\nmail.contoso.com\nhttps://mail.contoso.com/\n", full.replace("-a-", "-b-"))),
        [format!("ServicePrincipalNames=[{EXCHANGE}, {full}, https://mail.contoso.com/]~")]
    );
}

#[test]
fn dots_alone_cut_the_list_of_names() {
    for mark in ["…", "..."] {
        let text = format!(
            "class MicrosoftGraphServicePrincipal\n{{\n  ServicePrincipalNames = \n    [\n      {EXCHANGE}\n      https://outlook.office365.com/\n      {mark}\n    ]\n}}\n"
        );
        assert!(records(&text).is_empty(), "Format-Custom is declined as a whole");
        assert_eq!(
            records(&format!("{EXCHANGE}\nhttps://outlook.office365.com/\n{mark}\n")),
            [format!("ServicePrincipalNames=[{EXCHANGE}, https://outlook.office365.com/]~")]
        );
    }
}

// Noise.

#[test]
fn the_rest_of_a_message_is_no_row() {
    let table = "Name   Type         Enabled\n----   ----         -------\nEvoSts AzureAD         True\n";
    let rows = ["Name=EvoSts|Type=AzureAD|Enabled=True", "Name=ACS|Type=MicrosoftACS|Enabled=True"];
    for word in ["VERBOSE", "DEBUG", "AUSFÜHRLICH", "詳細"] {
        let text = format!(
            "[PS] C:\\>Get-AuthServer -Verbose | ft Name,Type,Enabled\n\n{table}{word}: [20:10:01.123 GMT] Get-AuthServer : Found three objects that match and that can be\nwritten to the pipeline\nACS    MicrosoftACS    True\n\n[PS] C:\\>\n"
        );
        assert_eq!(records(&text), rows, "{word}");
    }
}

#[test]
fn json_behind_quote_marks_is_read() {
    let json = "{\n    \"Name\":  \"EvoSts\",\n    \"Enabled\":  true,\n    \"DomainName\":  [\n                       \"contoso.com\"\n                   ]\n}\n";
    for mark in ["> ", ">", ">> ", "> > "] {
        let quoted: String =
            format!("[PS] C:\\>Get-AuthServer | ConvertTo-Json\n{json}[PS] C:\\>Get-AuthConfig | fl ServiceName\n")
                .lines()
                .map(|line| format!("{mark}{line}\n"))
                .collect();
        assert_eq!(records(&quoted), ["Name=EvoSts|Enabled=True|DomainName=[contoso.com]"], "{quoted}");
    }
}

#[test]
fn colours_and_moves_of_the_cursor_are_taken_off() {
    let plain = "Name                  : EvoSts\nRealm                 : contoso.com\nApplicationIdentifier : 1\n";
    let expected = records(plain);
    assert_eq!(expected.len(), 1);
    for (on, off) in [
        ("\u{1b}[32;1m", "\u{1b}[0m"),
        ("[32;1m", "[0m"),
        ("←[32;1m", "←[0m"),
        ("^[[32;1m", "^[[0m"),
        ("\\x1b[32;1m", "\\x1b[0m"),
        ("\u{1b}(B", "\u{1b}]0;title\u{1b}\\"),
    ] {
        let coloured: String = plain
            .lines()
            .map(|line| format!("{on}{}{off}{}\n", &line[..line.find(": ").unwrap() + 2], &line[line.find(": ").unwrap() + 2..]))
            .collect();
        assert_eq!(records(&coloured), expected, "{coloured}");
    }
    assert_eq!(records(&plain.replace("Name                  :", "Name\u{1b}[18C:")), expected);
    let prompt = "\u{1b}[93m[PS] C:\\>\u{1b}[0mGet-AuthServer | fl Name,Enabled\n\n\u{1b}[32;1mName    : \u{1b}[0mEvoSts\n\u{1b}[32;1mEnabled : \u{1b}[0mTrue\n\n\u{1b}[93m[PS] C:\\>\u{1b}[0m\n";
    assert_eq!(records(prompt), ["Name=EvoSts|Enabled=True"]);
}

// Values.

#[test]
fn a_question_mark_before_the_brace_is_a_cut() {
    for mark in ["?", "…", "...", "â€¦", "ÔÇª", "ΓÇª"] {
        assert_eq!(
            records(&format!(
                "Name                     : mapi (Default Web Site)\nIISAuthenticationMethods : {{Ntlm, Negotiate, Basic, Digest{mark}}}\n"
            )),
            ["Name=mapi (Default Web Site)|IISAuthenticationMethods=[Ntlm, Negotiate, Basic, Digest]~"],
            "{mark}"
        );
    }
}

/// As PowerShell 7.6 printed one object at 60, 66 and 72 columns, without the blanks at line ends.
const FOLDED: [&str; 3] = [
    r"Identity                       : EX01\Autodiscover Größe (De
                                 fault Web Site)
AutoDiscoverServiceInternalUri : https://größe.contoso.com/A
                                 utodiscover/Autodiscover.xm
                                 l
Path                           : C:\Überwachung der Straße\G
                                 röße\Frontend\HttpProxy\Aut
                                 odiscover
Site                           : 管理者 のサーバー 一覧 (既
                                 定の Web サイト)
",
    r"Identity                       : EX01\Autodiscover Größe (Default
                                 Web Site)
AutoDiscoverServiceInternalUri : https://größe.contoso.com/Autodis
                                 cover/Autodiscover.xml
Path                           : C:\Überwachung der Straße\Größe\F
                                 rontend\HttpProxy\Autodiscover
Site                           : 管理者 のサーバー 一覧 (既定の We
                                 b サイト)
",
    r"Identity                       : EX01\Autodiscover Größe (Default Web Si
                                 te)
AutoDiscoverServiceInternalUri : https://größe.contoso.com/Autodiscover/
                                 Autodiscover.xml
Path                           : C:\Überwachung der Straße\Größe\Fronten
                                 d\HttpProxy\Autodiscover
Site                           : 管理者 のサーバー 一覧 (既定の Web サイ
                                 ト)
",
];

#[test]
fn a_fold_is_found_in_columns_and_not_in_bytes() {
    for text in FOLDED {
        assert_eq!(
            records(text)[0].split('|').collect::<Vec<_>>(),
            [
                "Identity=EX01\\Autodiscover Größe (Default Web Site)",
                "AutoDiscoverServiceInternalUri=https://größe.contoso.com/Autodiscover/Autodiscover.xml",
                "Path=C:\\Überwachung der Straße\\Größe\\Frontend\\HttpProxy\\Autodiscover",
                "Site=管理者 のサーバー 一覧 (既定の Web サイト)",
            ],
            "{text}"
        );
    }
}

#[test]
fn other_lines_tell_that_a_line_did_not_reach_the_edge() {
    let first = format!("Identity : EX01\\{}\\Autodiscover (Default", "x".repeat(79 - 11 - 5 - 22));
    assert_eq!(first.len(), 79);
    let identity = |other: &str| records(&format!("{first}\n           Web Site)\n{other}")).remove(0);
    let wide = format!("Name     : {}\n", "y".repeat(69));
    assert!(identity(&wide).contains("(Default Web Site)"), "a line of 80 columns");
    assert!(
        identity("Name     : x\n").contains("(Default Web Site)"),
        "nothing else, and the word would have fitted in the next line"
    );
    let words = format!("Identity : EX01\\{}\\owa (Default Web Si\n           te)\nName     : x\n", "x".repeat(79 - 11 - 5 - 20));
    let folded = format!("{words}Path     : {}\n           zz\n", "z".repeat(68));
    assert!(records(&folded)[0].contains("(Default Web Site)"), "{:?}", records(&folded));
}

#[test]
fn a_blank_at_which_a_trimmed_line_was_broken_is_not_lost() {
    let narrow = "Identity                      : ADEX1\\EWS
                                (Default Web Site)
InternalUrl                   : https://owa.contos
                                o.com/EWS/Exchange
                                .asmx
Description                   : Frontend
                                of the front
";
    let found = records(narrow);
    for expected in ["ADEX1\\EWS (Default Web Site)", "https://owa.contoso.com/EWS/Exchange.asmx", "Frontend of the front"] {
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
    let name = "Name              : EX01
DistinguishedName : CN=EX01,CN=Servers,CN=Exchange Administrative Group
                    (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft
                    Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com
ServerRole        : Mailbox
";
    let found = records(&format!("{name}\n{name}"));
    assert!(
        found[1].contains("Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services"),
        "{found:?}"
    );
}

#[test]
fn lines_of_one_length_do_not_take_the_blank_out_of_the_name_of_a_site() {
    let text = "Identity                      : EX-MAILBOX-SERVER-0001\\Autodiscover (Default
                                Web Site)
Server                        : EX-MAILBOX-SERVER-0001
InternalAuthenticationMethods : {Basic, Ntlm, WindowsIntegrated, WSSecurity,
                                OAuth}
";
    assert!(records(text)[0].contains("Autodiscover (Default Web Site)|"), "{:?}", records(text));
}

#[test]
fn a_distinguished_name_that_was_broken_anywhere_is_one_value_and_no_csv() {
    let name = "CN=EX01,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=local";
    for width in [32, 36, 40, 44, 50] {
        for indent in [0, 20] {
            let pieces: Vec<String> =
                name.as_bytes().chunks(width).map(|piece| String::from_utf8(piece.to_vec()).unwrap()).collect();
            let text = format!(
                "[PS] C:\\>Get-MapiVirtualDirectory | fl\n\nIdentity          : EX01\\mapi (Default Web Site)\nDistinguishedName : {}\nServer            : EX01\n\n[PS] C:\\>\n",
                pieces.join(&format!("\n{}", " ".repeat(indent)))
            );
            let read = records(&text);
            assert_eq!(read.len(), 1, "{text}");
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(
                squeezed(&read[0]),
                squeezed(&format!("Identity=EX01\\mapi (Default Web Site)|DistinguishedName={name}|Server=EX01")),
                "{text}"
            );
        }
    }
}

#[test]
fn a_wrapped_list_of_names_in_the_directory_is_no_csv() {
    for value in [
        "{CN=EX01,CN=Servers\n                    ,DC=contoso, \n                    Name,Server,Type\n                    a,b,c}",
        "a\n                    Name;Server\n                    x;y",
    ] {
        let text =
            format!("Identity          : EX01\\mapi (Default Web Site)\nMembers           : {value}\nServer            : EX01\n");
        let read = records(&text);
        assert!(read.len() == 1 && read[0].ends_with("|Server=EX01"), "{read:?}");
    }
}

#[test]
fn a_double_spaced_object_that_lost_its_padding_is_one() {
    let url = "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml";
    let expected: Vec<String> = ["EX01", "EX02"].map(|name| format!("Name={name}|AutoDiscoverServiceInternalUri={url}")).to_vec();
    for gap in ["\n\n", "\n\n\n"] {
        for between in ["\n", "\n\n", "\n\n\n", "\n\n\n\n"] {
            let object = |name: &str| format!("Name : {name}{gap}AutoDiscoverServiceInternalUri : {url}{between}");
            for command in [
                "",
                "Get-ClientAccessService | Select Name, AutoDiscoverServiceInternalUri | Format-List\n\n\n",
                "PS C:\\> Get-ClientAccessService | fl\n\n",
            ] {
                let text = format!("{command}{}{}\n", object("EX01"), object("EX02"));
                if command.contains("Select") || between.len() > 1 && gap.len() == 2 {
                    assert_eq!(records(&text), expected, "{text}");
                } else {
                    // Nobody's property is given to another.
                    assert!(!records(&text).iter().any(|record| record.contains("Uri=") && record.ends_with("EX02")), "{text}");
                }
            }
        }
    }
}

#[test]
fn an_object_that_lost_its_first_line_does_not_take_that_of_the_next() {
    let text = "[PS] C:\\>Get-ExchangeServer | fl Name,Fqdn,ServerRole\n\n\nFqdn       : EX01.contoso.com\nServerRole : Mailbox\n\nName       : EX02\nFqdn       : EX02.contoso.com\nServerRole : Edge\n\n\n[PS] C:\\>\n";
    let source = hmaudit::source::Source::from_text(hmaudit::source::SourceId(0), "a.txt", text);
    let read = hmaudit::capture::read(&source);
    let names: Vec<Vec<&str>> =
        read.records.iter().map(|record| record.fields.iter().map(|field| field.name.as_ref()).collect()).collect();
    assert_eq!(names, [vec!["Fqdn", "ServerRole"], vec!["Name", "Fqdn", "ServerRole"]]);
}

#[test]
fn what_two_arguments_of_a_command_print_is_twice_in_one_object() {
    let object = |name: &str| {
        format!(
            "Name              : {name}\nMapiHttpEnabled   : True\nName              : {name}\nDistinguishedName : CN={name},DC=contoso,DC=local\n\n"
        )
    };
    let two = object("Contoso") + &object("Fabrikam");
    let both = [
        "Name=Contoso|MapiHttpEnabled=True|DistinguishedName=CN=Contoso,DC=contoso,DC=local",
        "Name=Fabrikam|MapiHttpEnabled=True|DistinguishedName=CN=Fabrikam,DC=contoso,DC=local",
    ];
    assert_eq!(records(&format!("Get-OrganizationConfig | fl Name,*http*,*name*\n\n{two}")), both);
    assert_eq!(records(&format!("Get-OrganizationConfig | fl Name,*http*,*name*\n\n{}", object("Contoso"))), both[..1]);
    assert_eq!(records(&two), both);
    let last = "Name            : Contoso\nMapiHttpEnabled : True\nName            : Contoso\n\n";
    assert_eq!(records(&last.repeat(2)).len(), 2);
}
