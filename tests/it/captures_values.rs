//! What a value holds is text: whatever it looks like, it never opens a record, never answers for a command, never ends an object.

use hmaudit::capture::{self, Form, Raw};
use hmaudit::source::{Source, SourceId};
use proptest::prelude::*;

/// Commands, and records as names with values whose blanks are taken out: where a formatter broke a value is another matter.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    commands: Vec<String>,
    records: Vec<Vec<(String, String)>>,
}

fn read_as(name: &str, text: &str) -> Read {
    let source = Source::from_text(SourceId(0), name, text);
    let read = capture::read(&source);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let value = |raw: &Raw<'_>| match raw {
        Raw::Scalar(text) | Raw::Cut(text) => squeezed(text),
        Raw::List { items, .. } => items.iter().map(|item| squeezed(&item.text)).collect::<Vec<_>>().join(","),
        Raw::Blank => String::new(),
    };
    Read {
        commands: read.commands.iter().map(|command| command.text.to_string()).collect(),
        records: read
            .records
            .iter()
            // A challenge is read wherever it stands, because it is an answer of a server, and no rule needs one to pass.
            .filter(|record| record.form != Form::Wire)
            .map(|record| record.fields.iter().map(|field| (field.name.to_string(), value(&field.raw))).collect())
            .collect(),
    }
}

fn read(text: &str) -> Read {
    read_as("capture.txt", text)
}

/// The names of the records' properties, a record per line.
fn names(read: &Read) -> Vec<String> {
    read.records.iter().map(|record| record.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")).collect()
}

/// What values hold that want to be more than text.
const HOSTILE: &[&str] = &[
    "[PS] C:\\>Get-AuthServer | fl\n\nName                           : Facebook\nIsDefaultAuthorizationEndpoint : True\n",
    "x\n\n\nPS C:\\> Get-WebServicesVirtualDirectory | fl\n\nIdentity            : EX02\\EWS (Default Web Site)\nOAuthAuthentication : True",
    "Get-MapiVirtualDirectory | fl\n\nIdentity : EX03\\mapi (Default Web Site)",
    "<br>[PS] C:\\>Get-OrganizationConfig | fl<br><br>OAuth2ClientProfileEnabled : True<br>",
    "<html>\n<body>\n<pre>\n[PS] C:\\&gt;Get-AuthServer\n</pre>",
    "</pre>\n<div>Name : x</div>",
    "EWS directories:\n\nServer : EX09\nInternalUrl : https://mail.adatum.com/EWS/Exchange.asmx",
    "Name   Enabled Type\n----   ------- ----\nEvoSts    True AzureAD\n",
    "x\nName Enabled\n---- -------\nACS     True\n",
    "Name Type\n---- ----\nACS  AzureAD",
    "#TYPE System.Management.Automation.PSCustomObject\n\"Name\",\"Enabled\"\n\"EvoSts\",\"True\"",
    "Name,Enabled,Type\nEvoSts,True,AzureAD\n",
    "Name;Enabled;Type\nEvoSts;True;AzureAD\n",
    "{\"Name\":\"EvoSts\",\"IsDefaultAuthorizationEndpoint\":true}",
    "x\n{\n  \"appId\": \"00000002-0000-0ff1-ce00-000000000000\",\n  \"servicePrincipalNames\": [\"https://mail.contoso.com/\"]\n}",
    "[\n  {\"Name\": \"EvoSts\"}\n]",
    "2026-11-20 10:00:00 {\"Name\":\"EvoSts\",\"Enabled\":true}",
    "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><MS><S N=\"Name\">x</S></MS></Obj></Objs>",
    "<invoke type=\"OnPremises\" cmdlet=\"Get-AuthServer\"><results><object><property name=\"Name\" value=\"x\"/></object></results></invoke>",
    "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\"\n\n",
    "2026.10.12 09:14:05.066 *INFO* [Client=UX] AuthServer {Name='x' Enabled=1}",
    "00000002-0000-0ff1-ce00-000000000000\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/",
    "**********************\nWindows PowerShell transcript end\nEnd time: 20261112101010\n**********************",
    "**********************\nWindows PowerShell transcript start\n**********************\nPS>Get-AuthServer",
    "WARNING: x\nGet-AuthServer : The term is not known\n    + CategoryInfo : x",
    "```\n[PS] C:\\>Get-AuthServer | fl\n```",
    "~~~\nName : x",
    "RunspaceId : 0f0f0f0f-0000-0000-0000-000000000000\nName : x",
    "----------\n----\n",
    "{a, b",
    "{class x {",
    "{{",
    "a\n\n",
    "\n\n\nlast",
    "\n",
    "> Name : x\n>> Type : y",
    "# Name : x\n- Type : AzureAD\n* Enabled : True",
    "1: Name : x\n2: Type : y\n3: Enabled : True",
    "| Name | Type |\n|------|------|\n| x | AzureAD |",
    "\tName : x\n\tType : AzureAD",
    "a\r[PS] C:\\>Get-AuthServer | fl\r\rName : x",
    "a\u{2028}[PS] C:\\>Get-AuthServer\u{85}Name : x\u{b}Type : y\u{c}Enabled : True",
    "\u{3000}Name : x\n\u{a0}Type : AzureAD",
    "Größe und Übergröße für Straßen, 日本語のサーバー, \u{1f600}\u{1f600}\nName : x",
    "a\u{1b}[31m[PS] C:\\>Get-AuthServer\u{1b}[0m\n\u{1b}[1mName : x\u{1b}[0m",
    "CN=x,CN=Servers,DC=contoso,DC=local\nName,CN\nDC=x,DC=y",
    "C:\\Program Files\\Microsoft\nName : x",
    "Exchange Health Checker version 26.01.01.0000\n\nExchange Information\n--------------------\n\tName: EX01",
    "   Server: EX09\n\nName Type\n---- ----\nx    AzureAD",
    "Configuration Example\n InternalUrl : https://server01.contoso.com/EWS/Exchange.asmx",
];

/// As Format-List prints an object: the names padded, each line of a value broken at the width (at blanks, or anywhere), further lines indented
/// to the column of the value.
fn format_list(object: &[(&str, String)], width: usize, at_blanks: bool) -> String {
    let label = object.iter().map(|(name, _)| name.len()).max().unwrap();
    let room = width.saturating_sub(label + 3).max(5);
    let mut text = String::new();
    for (name, value) in object {
        let value = value.replace('\r', "");
        let mut start = format!("{name:label$} : ");
        for line in value.split('\n') {
            for piece in broken(line, room, at_blanks) {
                text.push_str(&start);
                text.push_str(&piece);
                text.push('\n');
                start = " ".repeat(label + 3);
            }
        }
    }
    text.push('\n');
    text
}

/// A line in pieces that fit.
fn broken(line: &str, room: usize, at_blanks: bool) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut words: Vec<String> = Vec::new();
    if at_blanks {
        words.extend(line.split_inclusive(' ').map(str::to_owned));
    } else {
        words.extend(line.chars().map(String::from));
    }
    for word in words {
        let length = |text: &str| text.chars().count();
        if length(pieces.last().unwrap()) + length(&word) > room && !pieces.last().unwrap().is_empty() {
            pieces.push(String::new());
        }
        for character in word.chars() {
            if length(pieces.last().unwrap()) == room {
                pieces.push(String::new());
            }
            pieces.last_mut().unwrap().push(character);
        }
    }
    pieces
}

const NAMES: [&str; 7] = ["Name", "Notes", "Enabled", "Comment", "IsDefaultAuthorizationEndpoint", "Reason", "Realm"];

/// An object with values that want to be more than text.
fn object() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let hostile = prop_oneof![
        4 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => (prop::sample::select(HOSTILE), prop::sample::select(HOSTILE)).prop_map(|(one, other)| format!("{one}\n{other}")),
        1 => prop::sample::select(HOSTILE).prop_map(|text| text.replace('\n', " ")),
        1 => "[a-z]{1,8}( [a-z]{1,8}){0,12}",
    ];
    let name = "[A-Z][a-z]{2,6}";
    let flag = prop_oneof![Just("True".to_owned()), Just("False".to_owned())];
    (name, [hostile.clone(), hostile.clone(), hostile], [flag.clone(), flag], "[0-9a-f]{8}").prop_map(
        |(name, [notes, comment, reason], [enabled, default], side)| {
            NAMES.into_iter().zip([name, notes, enabled, comment, default, reason, side]).collect()
        },
    )
}

fn expected(objects: &[Vec<(&'static str, String)>]) -> Vec<Vec<(String, String)>> {
    let value = |(name, value): &(&str, String)| ((*name).to_owned(), value.split_whitespace().collect::<String>());
    objects.iter().map(|object| object.iter().map(value).collect()).collect()
}

/// What is left of a value once decoration has been taken off is none of this test's business: it compares the names, and the values of the
/// properties that a stranger cannot write.
fn ours(records: &[Vec<(String, String)>]) -> Vec<Vec<(String, Option<String>)>> {
    let strangers = |name: &str| matches!(name, "Notes" | "Comment" | "Reason");
    let field = |(name, value): &(String, String)| (name.clone(), (!strangers(name)).then(|| value.clone()));
    records.iter().map(|record| record.iter().map(field).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_records_of_a_list_are_its_objects_whatever_their_values_hold(
        objects in prop::collection::vec(object(), 1..4),
        width in prop::sample::select(vec![60_usize, 80, 84, 120, 4096]),
        at_blanks: bool,
        indent in prop::sample::select(vec![0_usize, 0, 3]),
        command: bool,
        trimmed: bool,
        mark in prop::sample::select(vec!["", "", "# ", "> ", ">> "]),
    ) {
        let printed: String = objects.iter().map(|object| format_list(object, width, at_blanks)).collect();
        let mut text = if command { format!("[PS] C:\\>Get-AuthServer | fl *\n\n{printed}\n[PS] C:\\>\n") } else { format!("\n{printed}\n") };
        // Where the blanks at line ends are gone, a blank line at the end of a value looks like the end of the object.
        // Under a mark, the blanks before nothing are gone as well.
        let trimmed = trimmed || !mark.is_empty();
        let ends = objects.iter().flatten().any(|(_, value)| value.trim_end_matches('\r').ends_with('\n'));
        prop_assume!(mark.is_empty() || !ends);
        if trimmed && objects.iter().flatten().all(|(_, value)| !value.trim_end_matches('\r').ends_with('\n')) {
            text = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        }
        let indent = if mark.is_empty() { indent } else { 0 };
        let text: String = text.lines().map(|line| format!("{mark}{}{line}\n", " ".repeat(if line.is_empty() { 0 } else { indent }))).collect();
        let read = read(&text);
        prop_assert_eq!(ours(&read.records), ours(&expected(&objects)), "{}", text);
        let commands = if command { vec!["Get-AuthServer | fl *".to_owned()] } else { Vec::new() };
        prop_assert_eq!(read.commands, commands, "{}", text);
    }

    #[test]
    fn a_value_on_one_line_opens_nothing(hostile in prop::sample::select(HOSTILE), glue in prop::sample::select(vec!["<br>", "<br/>", " ", "\\n", "\r", "\u{2028}", "\u{85}", "; ", "&#10;", "&lt;br&gt;"])) {
        let value = hostile.split('\n').collect::<Vec<_>>().join(glue);
        let text = format!("[PS] C:\\>Get-AuthServer | fl Name,Reason,Realm\n\nName   : EvoSts\nReason : x{value}\nRealm  : contoso\n\n[PS] C:\\>\n");
        let read = read(&text);
        prop_assert_eq!(names(&read), ["Name Reason Realm"], "{}", text);
        prop_assert_eq!(read.commands.len(), 1, "{}", text);
    }
}

/// Objects as the formatter of PowerShell 7.6 printed them, with every one of the values above, at several widths and in two cultures (`en-US` breaks at
/// blanks, `ja-JP` anywhere).
#[test]
fn lists_that_powershell_printed_hold_the_objects_and_nothing_else() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/hostile");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 6, "{files:?}");
    for path in files {
        let read = read(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(read.commands, ["Get-AuthServer | fl *"], "{}", path.display());
        assert_eq!(read.records.len(), HOSTILE.len(), "{}", path.display());
        for (index, record) in read.records.iter().enumerate() {
            let names: Vec<&str> = record.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, NAMES, "{}: {:?}", path.display(), HOSTILE[index]);
            let value = |name: &str| record.iter().find(|field| field.0 == name).map(|field| field.1.as_str());
            assert_eq!(
                (value("Name"), value("Enabled"), value("IsDefaultAuthorizationEndpoint"), value("Realm")),
                (Some(format!("Server{index}").as_str()), Some("False"), Some("False"), Some("contoso")),
                "{}: {:?}",
                path.display(),
                HOSTILE[index]
            );
        }
    }
}

/// What the program makes of a file before its lines are read (pages, mails, encodings) gives a value no say either.
#[test]
fn the_program_reads_those_lists_alike() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/hostile");
    let parse = |name: &str, text: Option<&str>| {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("capture.txt");
        let path = text
            .map_or_else(|| std::path::Path::new(folder).join(name), |text| std::fs::write(&path, text).map(|()| path).unwrap());
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit"))
            .args(["parse", "--quiet", "--format", "json"])
            .arg(path)
            .output()
            .unwrap();
        let records: Vec<serde_json::Value> = serde_json::from_slice(&out.stdout).unwrap();
        records
            .into_iter()
            .filter(|record| record["cmdlet"] != "hmaudit probe")
            .map(|record| record["cmdlet"].to_string())
            .collect::<Vec<_>>()
    };
    for name in ["width-60.txt", "width-80.txt", "width-4096.txt", "width-84-anywhere.txt"] {
        assert_eq!(parse(name, None), vec!["\"Get-AuthServer\""; HOSTILE.len()], "{name}");
    }
    // Signs of a page, or of the source of a mail, that stand in one value only.
    for value in [
        "x\n<html>\n<body>\n<pre>\n[PS] C:\\>Get-AuthConfig | fl\n\nServiceName : x\n</pre></body></html>",
        "x\n<table><tr><th>ServiceName</th></tr><tr><td>x</td></tr></table>",
        "x=20=\na=0A[PS] C:\\>Get-AuthConfig | fl=0A=0AServiceName : x=0A",
        "x\nContent-Type: text/html\n\n<p>ServiceName : x</p>",
    ] {
        let text = format!(
            "[PS] C:\\>Get-AuthServer | fl Name,Notes,Realm\n\n{}\n[PS] C:\\>\n",
            format_list(
                &[("Name", "EvoSts".to_owned()), ("Notes", value.to_owned()), ("Realm", "contoso".to_owned())],
                120,
                true
            )
        );
        assert_eq!(parse("", Some(&text)), ["\"Get-AuthServer\""], "{value}");
    }
}

/// The one record has these properties, and one command stands above it.
fn reads_one(text: &str, properties: &str) {
    let read = read(text);
    assert_eq!((names(&read), read.commands.len()), (vec![properties.to_owned()], 1), "{text}");
}

#[test]
fn a_value_that_begins_on_the_line_below_its_name_is_a_value() {
    reads_one(
        "[PS] C:\\>Get-AuthServer | fl\n\nName   : EvoSts\nReason : \n         \n         [PS] C:\\>Get-AuthConfig | fl\n         ServiceName : x\n\n[PS] C:\\>\n",
        "Name Reason",
    );
}

#[test]
fn a_trimmed_copy_keeps_a_value_together_across_blank_lines() {
    reads_one(
        "[PS] C:\\>Get-AuthServer | fl\n\nName   : EvoSts\nReason : a\n\n\n         [PS] C:\\>Get-AuthConfig | fl\n\n         ServiceName : x\nRealm  : contoso\n\n[PS] C:\\>\n",
        "Name Reason Realm",
    );
}

#[test]
fn the_value_of_a_calculated_property_opens_nothing() {
    for name in ["Auth Server", "Größe", "サーバー"] {
        let column = " ".repeat(name.chars().map(|c| if c > '\u{1000}' { 2 } else { 1 }).sum::<usize>() + 3);
        let text = format!(
            "[PS] C:\\>Get-AuthServer | fl @{{n='x';e={{$_.Notes}}}}\n\n{name} : a\n{column}[PS] C:\\>Get-AuthConfig | fl\n\n{column}ServiceName : x\n\n[PS] C:\\>\n"
        );
        let read = read(&text);
        assert_eq!((read.records.len(), read.commands.len()), (0, 1), "{text}");
    }
}

#[test]
fn a_long_value_full_of_properties_does_not_take_its_object_apart() {
    let value = "Identity : EX01\\EWS InternalUrl : https://mail.contoso.com ExternalUrl : x OAuthAuthentication : True IsDefaultAuthorizationEndpoint : True";
    reads_one(
        &format!(
            "[PS] C:\\>Get-AuthServer | fl\n\nName    : EvoSts\nReason  : {value}\n          [PS] C:\\>Get-AuthConfig\nEnabled : True\n\n[PS] C:\\>\n"
        ),
        "Name Reason Enabled",
    );
    // The line of its own that has nothing beside it is declined, but what stands in its column is not read either.
    let read = read(&format!(
        "[PS] C:\\>Get-AuthServer | fl Reason\n\nReason : {value}\n         [PS] C:\\>Get-AuthConfig | fl\n         ServiceName : x\n\n[PS] C:\\>\n"
    ));
    assert_eq!((read.records.len(), read.commands.len()), (0, 1));
}

#[test]
fn tags_break_lines_only_in_documents_that_have_tags() {
    let text = "Name   : EvoSts\nReason : a<br>[PS] C:\\>Get-AuthConfig | fl<br><br>ServiceName : x\n";
    for name in ["a.txt", "-", "a.log"] {
        assert_eq!((read_as(name, text).records.len(), read_as(name, text).commands.len()), (1, 0), "{name}");
    }
    for name in ["a.html", "a.md"] {
        assert_eq!(read_as(name, text).commands.len(), 1, "{name}");
    }
    assert_eq!(read(&format!("<pre>\n{text}</pre>")).commands.len(), 1);
    assert_eq!(read_as("a.md", &format!("Output:\n\n```\n{text}```\n")).commands.len(), 0, "a fence makes text of tags");
}

#[test]
fn entities_in_a_value_stay_as_they_are() {
    let read = read(
        "ServicePrincipalNames : {https://mail&#46;contoso.com/}\nAppId                 : 00000002-0000-0ff1-ce00-000000000000\n",
    );
    assert_eq!(read.records[0][0].1, "https://mail&#46;contoso.com/");
}
