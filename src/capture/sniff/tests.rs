//! Where documents begin and end.

use super::*;

fn kinds(text: &str) -> Vec<(Kind, &str)> {
    blocks(text).into_iter().map(|block| (block.kind, &text[block.range])).collect()
}

#[test]
fn json_below_a_prompt_is_a_document_of_its_own() {
    let text = "[PS] C:\\>Get-AuthServer | ConvertTo-Json\r\n{\r\n  \"Name\":  \"Evo}Sts\"\r\n}\r\n[PS] C:\\>";
    let found = kinds(text);
    assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Kind::Text, Kind::Json, Kind::Text]);
    assert_eq!(found[1].1, "{\r\n  \"Name\":  \"Evo}Sts\"\r\n}");
}

#[test]
fn a_json_cut_short_ends_at_the_next_prompt() {
    let found = kinds("{ \"a\": [ 1,\nPS C:\\> Get-AuthServer\n");
    assert_eq!(found[0], (Kind::Json, "{ \"a\": [ 1,\n"));
    assert_eq!(found[1].0, Kind::Text);
}

#[test]
fn braces_and_brackets_of_a_console_are_text() {
    for text in ["[PS] C:\\>", "{Basic, Ntlm}", "[REDACTED]", "{\n  $_.Name\n}", "Name,Server are needed, thanks\nand more"] {
        assert_eq!(kinds(text), [(Kind::Text, text)]);
    }
}

#[test]
fn csv_ends_at_a_blank_line_or_a_prompt() {
    let found = kinds("#TYPE System.X\n\"Name\",\"Server\"\n\"a\nb\",\"EX01\"\n\nDone");
    assert_eq!(found[0], (Kind::Csv, "#TYPE System.X\n\"Name\",\"Server\"\n\"a\nb\",\"EX01\"\n"));
    let found = kinds("Name;Server\nowa;EX01\nPS C:\\>");
    assert_eq!(found[0], (Kind::Csv, "Name;Server\nowa;EX01\n"));
}

#[test]
fn wizard_cache_and_log_and_clixml() {
    let cache = "<invoke a=\"x>\"/>\r\n<invoke b=\"\"><results/></invoke>\r\nend";
    assert_eq!(kinds(cache)[0], (Kind::Xhcw, "<invoke a=\"x>\"/>\r\n<invoke b=\"\"><results/></invoke>"));
    let log = "2026.10.12 09:14:05.066   1 [x]\n                 FINISH\n\n2026.10.12 09:14:05.067   1 [x]\nName : a\n";
    assert_eq!(kinds(log)[1], (Kind::Text, "Name : a\n"));
    let xml = "<?xml version=\"1.0\"?>\n<Objs>\n</Objs>\nName : a";
    assert_eq!(kinds(xml)[0].0, Kind::Clixml);
    assert_eq!(kinds("<!DOCTYPE html>\n<pre>")[0].0, Kind::Text);
}

#[test]
fn documents_share_a_line_with_others_and_with_what_a_log_puts_before() {
    let found = kinds("{\"a\":1}{\"b\":2}, [{\"c\":3}]\n2026-11-20 10:00 INFO {\"d\":4}\nauth.json:12:{\"e\":5}\nsee {\"f\":6}");
    let documents: Vec<&str> = found.iter().filter(|(kind, _)| *kind == Kind::Json).map(|(_, text)| *text).collect();
    assert_eq!(documents, ["{\"a\":1}", "{\"b\":2}", "[{\"c\":3}]", "{\"d\":4}", "{\"e\":5}"]);
}

#[test]
fn very_many_documents_on_one_line_are_each_looked_at_once() {
    let text = "{\"a\":1}".repeat(200_000);
    assert_eq!(blocks(&text).len(), 200_000);
}
