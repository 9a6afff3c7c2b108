//! Laws of reading text, for any text: no panic, places that hold, the same records whatever the paste did to blanks and line ends.

use hmaudit::capture::{self, Capture, Raw};
use hmaudit::source::{Source, SourceId, Span};
use proptest::prelude::*;
use std::sync::LazyLock;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "capture.txt", text)
}

/// Every place lies in the source, is not empty, and shows what was read from there as far as it is on one undecorated line.
fn check_places(source: &Source, read: &Capture<'_>) {
    let check = |span: Span| {
        assert!(span.start < span.end, "an empty place {span:?}");
        assert!(source.text.get(span.start as usize..span.end as usize).is_some(), "a place outside {span:?}");
    };
    for record in &read.records {
        check(record.at);
        assert!(!record.fields.is_empty());
        for (index, field) in record.fields.iter().enumerate() {
            check(field.at);
            assert!(
                !record.fields[..index].iter().any(|other| other.name.eq_ignore_ascii_case(&field.name)),
                "{} twice",
                field.name
            );
            match &field.raw {
                Raw::List { items, .. } => items.iter().for_each(|item| {
                    check(item.at);
                    assert!(!item.text.trim().is_empty());
                }),
                Raw::Scalar(text) => assert!(!text.trim().is_empty()),
                Raw::Cut(_) | Raw::Blank => {}
            }
        }
    }
    read.commands.iter().for_each(|command| check(command.at));
    read.skipped.iter().for_each(|skipped| check(skipped.at));
}

/// All captures of the fixtures as one list of texts.
static FIXTURES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures");
    let mut paths: Vec<_> = ["list", "table", "transcript", "values"]
        .iter()
        .flat_map(|form| std::fs::read_dir(format!("{root}/{form}")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
});

/// Records as pairs, without places.
fn pairs(text: &str) -> Vec<Vec<(String, String)>> {
    let source = source(text);
    let read = capture::read(&source);
    let value = |raw: &Raw<'_>| match raw {
        Raw::Scalar(text) => text.to_string(),
        Raw::List { items, cut } => format!("{:?} {cut}", items.iter().map(|item| item.text.to_string()).collect::<Vec<_>>()),
        Raw::Cut(text) => format!("{text}…"),
        Raw::Blank => String::new(),
    };
    read.records
        .iter()
        .map(|record| record.fields.iter().map(|field| (field.name.to_string(), value(&field.raw))).collect())
        .collect()
}

#[test]
fn places_of_the_fixtures_hold() {
    assert!(FIXTURES.len() >= 60, "{} captures", FIXTURES.len());
    for text in &*FIXTURES {
        let source = source(text);
        check_places(&source, &capture::read(&source));
    }
}

#[test]
fn line_ends_do_not_matter() {
    for text in &*FIXTURES {
        if text.contains('\r') {
            continue;
        }
        assert_eq!(pairs(&text.replace('\n', "\r\n")), pairs(text), "{text}");
        assert_eq!(pairs(&text.replace('\n', "\r")), pairs(text), "{text}");
    }
}

#[test]
fn indentation_does_not_matter() {
    for text in &*FIXTURES {
        // Documents keep their own blanks: an indented cell of a CSV is another cell.
        if text.contains("ConvertTo-") || text.contains('\r') {
            continue;
        }
        let indented: String =
            text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("   {line}\n") }).collect();
        assert_eq!(pairs(&indented), pairs(text), "{text}");
    }
}

/// A generated object: distinct names and plain values.
fn object() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let value = prop_oneof![
        Just(String::new()),
        Just("True".to_owned()),
        Just("{}".to_owned()),
        "[a-z]{3,8}".prop_map(|host| format!("https://{host}.contoso.com/owa")),
        "[A-Z]{2}[0-9]{2}".prop_map(|name| format!("{name}\\mapi (Default Web Site)")),
        Just("{Ntlm, OAuth, Negotiate}".to_owned()),
        Just("{Basic, Ntlm, WindowsIntegrated, WSSecurity...}".to_owned()),
    ];
    let names = ["InternalUrl", "ExternalUrl", "IISAuthenticationMethods", "OAuthAuthentication", "MetabasePath", "Server"];
    prop::collection::vec(value, names.len()).prop_map(move |values| names.into_iter().zip(values).collect())
}

/// As Format-List prints it.
fn print(objects: &[Vec<(&'static str, String)>]) -> String {
    let width = 24;
    let mut text = String::new();
    for (index, object) in objects.iter().enumerate() {
        text.push_str(&format!("{:width$} : {index}\n", "Name"));
        for (name, value) in object {
            text.push_str(format!("{name:width$} : {value}").trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "(?s).{0,400}") {
        let source = source(&text);
        check_places(&source, &capture::read(&source));
    }

    #[test]
    fn any_console_like_text_is_read(text in "([-a-zA-Z:{}(),.|<>&;#*`\"'$ =\u{a0}\u{3000}\u{2014}\u{2026}\t\r\n\u{1b}\\[\\]é日]|Name : |Get-AuthServer|<br>|&lt;|InternalUrl|  ---- ---|PS C:\\\\>|\\*\\*){0,160}") {
        let source = source(&text);
        check_places(&source, &capture::read(&source));
    }

    #[test]
    fn cut_and_shuffled_captures_are_read(index in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let text = index.get(&FIXTURES);
        let mut end = cut.index(text.len() + 1);
        while !text.is_char_boundary(end) { end -= 1; }
        let source_cut = source(&text[..end]);
        check_places(&source_cut, &capture::read(&source_cut));
        let mut lines: Vec<&str> = text.lines().collect();
        let mut state = seed | 1;
        for at in (1..lines.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            lines.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let shuffled = source(&lines.join("\n"));
        check_places(&shuffled, &capture::read(&shuffled));
    }

    #[test]
    fn pastes_of_a_list_give_the_same_records(objects in prop::collection::vec(object(), 1..5), indent in 0_usize..9) {
        let text = print(&objects);
        let plain = pairs(&text);
        prop_assert_eq!(plain.len(), objects.len());
        for (record, object) in plain.iter().zip(&objects) {
            prop_assert_eq!(record.len(), object.len() + 1);
        }
        let command = format!("[PS] C:\\>Get-MapiVirtualDirectory | fl\r\n{}[PS] C:\\>", text.replace('\n', "\r\n"));
        prop_assert_eq!(&pairs(&command), &plain);
        prop_assert_eq!(&pairs(&text.replace('\n', "\n\n")), &plain, "double-spaced");
        prop_assert_eq!(&pairs(&text.replace("\n\n", "\n")), &plain, "without blank lines");
        prop_assert_eq!(&pairs(&text.replace('\n', "  \n")), &plain, "trailing blanks");
        prop_assert_eq!(&pairs(&format!("<pre>{}</pre>", text.replace('\n', "<br>"))), &plain, "breaks");
        let indented: String = text.lines().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect();
        prop_assert_eq!(&pairs(&indented), &plain, "indented");
        let commented: String = text.lines().map(|line| format!("# {line}\n")).collect();
        prop_assert_eq!(&pairs(&commented), &plain, "commented");
        let collapsed: String = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect();
        prop_assert_eq!(&pairs(&collapsed), &plain, "collapsed");
    }
}
