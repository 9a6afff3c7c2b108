//! Structured forms that are damaged, cut, or meant to harm: a message, never a panic, never a value that was not there.

use hmaudit::capture::{self, Capture, Raw};
use hmaudit::source::{Source, SourceId};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "a", text)
}

fn objs(inside: &str) -> String {
    format!("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{inside}</Objs>")
}

/// One object with one property before whatever follows.
const GOOD: &str = "<Obj RefId=\"0\"><MS><S N=\"Name\">good</S></MS></Obj>\n";

fn why(text: &str) -> (usize, String) {
    let source = source(text);
    let capture = capture::read(&source);
    assert!(!capture.skipped.is_empty(), "nothing was declined");
    (capture.records.len(), capture.skipped.iter().map(|skipped| skipped.why.clone()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn no_document_type_and_no_entity_is_taken() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n";
    let (records, said) = why(&format!("{bomb}{}", objs("<Obj RefId=\"0\"><MS><S N=\"Name\">&b;</S></MS></Obj>")));
    assert!(records == 0 && said.contains("DOCTYPE"), "{said}");
    let (records, said) = why(&objs(&format!("{GOOD}<Obj RefId=\"1\"><MS><S N=\"Name\">&b;</S></MS></Obj>")));
    assert!(records == 1 && said.contains("entity"), "{said}");
}

#[test]
fn nesting_without_end_is_declined() {
    let depth = 100_000;
    let (records, said) = why(&objs(&format!("{GOOD}{}", "<Obj><Props>".repeat(depth) + &"</Props></Obj>".repeat(depth))));
    assert!(records == 1 && said.contains("deep"), "{said}");
    let (_, said) = why(&format!("<invoke type=\"Tenant\" cmdlet=\"Get-X\">{}", "<a>".repeat(depth)));
    assert!(said.contains("deep"), "{said}");
}

#[test]
fn circles_and_references_into_nothing_are_told() {
    let circle = "<Obj RefId=\"7\"><Props><S N=\"Name\">a</S><Ref N=\"Self\" RefId=\"7\"/><Obj N=\"B\" RefId=\"8\"><Props><Ref N=\"A\" RefId=\"7\"/></Props></Obj></Props></Obj>";
    let (records, said) = why(&objs(circle));
    assert!(records == 1 && said.contains("part of"), "{said}");
    let (records, said) =
        why(&objs("<Obj RefId=\"0\"><Props><S N=\"Name\">a</S><Ref N=\"B\" RefId=\"4000000000\"/></Props></Obj>"));
    assert!(records == 1 && said.contains("does not hold"), "{said}");
}

#[test]
fn a_value_repeated_by_reference_does_not_multiply() {
    let long = format!("&amp;{}", "x".repeat(1 << 20));
    let many = "<Ref N=\"C\" RefId=\"1\"/>".repeat(20_000);
    let text =
        objs(&format!("<Obj RefId=\"0\"><Props><Obj N=\"A\" RefId=\"1\"><ToString>{long}</ToString></Obj>{many}</Props></Obj>"));
    let (_, said) = why(&text);
    assert!(said.contains("too large"));
}

#[test]
fn long_attributes_and_odd_elements_do_no_harm() {
    let name = "N".repeat(8 << 20);
    let text = objs(&format!("{GOOD}<Obj RefId=\"1\"><MS><S N=\"{name}\">v</S></MS></Obj>"));
    let source = source(&text);
    let capture = capture::read(&source);
    assert_eq!((capture.records.len(), capture.skipped.len()), (2, 0));
    for odd in [
        "<S><S>x</S></S>",
        "<Obj><Obj><Obj/></Obj></Obj>",
        "<En/>",
        "<DCT/><Props/>",
        "text",
        "<Obj RefId=\"-1\"/>",
        "<T/>",
        "<TN><T/></TN>",
        "<Nil/>",
    ] {
        let text = objs(&format!("{GOOD}{odd}"));
        let source = self::source(&text);
        assert_eq!(capture::read(&source).records.first().unwrap().fields[0].raw, Raw::Scalar("good".into()), "{odd}");
    }
}

#[test]
fn damage_is_said_with_its_place_and_what_stands_before_it_counts() {
    let text = objs(&format!("\n{GOOD}{GOOD}<Obj RefId=\"2\"><MS><S N=\"Name\">lost</B></MS></Obj>"));
    let source = source(&text);
    let capture = capture::read(&source);
    assert_eq!((capture.records.len(), capture.skipped.len()), (2, 1));
    assert_eq!(source.place(capture.skipped[0].at).line, 4);
}

/// All that a capture says, value by value.
fn said(capture: &Capture<'_>) -> BTreeSet<(String, String)> {
    let mut said = BTreeSet::new();
    for field in capture.records.iter().flat_map(|record| &record.fields) {
        match &field.raw {
            Raw::Scalar(text) => drop(said.insert((field.name.to_string(), text.to_string()))),
            // A list counts as a whole: half of one would be another list.
            Raw::List { items, cut: false } => {
                let items: Vec<&str> = items.iter().map(|item| &*item.text).collect();
                said.insert((field.name.to_string(), format!("{items:?}")));
            }
            Raw::List { cut: true, .. } | Raw::Cut(_) | Raw::Blank => {}
        }
    }
    said
}

fn cut_gives_nothing_new(text: &str, at: usize) {
    let whole = source(text);
    let cut = source(&text[..at]);
    let (whole, cut) = (said(&capture::read(&whole)), said(&capture::read(&cut)));
    let new: Vec<_> = cut.difference(&whole).collect();
    assert!(new.is_empty(), "cut at {at}: {new:?}");
}

const FIXTURES: &[&str] = &[
    include_str!("../../fixtures/captures/clixml/authserver.xml"),
    include_str!("../../fixtures/captures/clixml/certificates.xml"),
    include_str!("../../fixtures/captures/clixml/healthchecker.xml"),
    include_str!("../../fixtures/captures/json/powershell-7.json"),
    include_str!("../../fixtures/captures/json/graph-response.json"),
    include_str!("../../fixtures/captures/json/graph-fragment.json"),
    include_str!("../../fixtures/captures/json/by-cmdlet.json"),
    include_str!("../../fixtures/captures/json/bare-names.json"),
    include_str!("../../fixtures/captures/csv/typed.csv"),
    include_str!("../../fixtures/captures/xhcw/wizard.log"),
];

#[test]
fn a_small_document_may_be_cut_anywhere() {
    for text in FIXTURES.iter().filter(|text| text.len() < 2000) {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            cut_gives_nothing_new(text, at);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_document_may_be_cut_anywhere(which in 0..FIXTURES.len(), at in any::<prop::sample::Index>()) {
        let text = FIXTURES[which].trim_start_matches('\u{feff}');
        let at = at.index(text.len());
        prop_assume!(text.is_char_boundary(at));
        cut_gives_nothing_new(text, at);
    }

    #[test]
    fn a_document_may_be_damaged_anywhere(which in 0..FIXTURES.len(), at in any::<prop::sample::Index>(), with in "[<>/&\"'{}\\[\\],;:=a-zA-Z0-9 \\n]{0,4}", gap in 0usize..20) {
        let text = FIXTURES[which].trim_start_matches('\u{feff}');
        let at = at.index(text.len());
        let end = (at + gap).min(text.len());
        prop_assume!(text.is_char_boundary(at) && text.is_char_boundary(end));
        let damaged = source(&format!("{}{with}{}", &text[..at], &text[end..]));
        let capture = capture::read(&damaged);
        for field in capture.records.iter().flat_map(|record| &record.fields) {
            prop_assert!(field.at.start < field.at.end && field.at.end as usize <= damaged.text.len(), "{}", field.name);
            prop_assert!(damaged.text.is_char_boundary(field.at.start as usize) && damaged.text.is_char_boundary(field.at.end as usize));
        }
    }
}
