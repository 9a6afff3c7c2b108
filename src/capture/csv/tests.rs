//! Exports and reports.

use super::*;
use crate::source::SourceId;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "a.csv", text)
}

fn read_all(source: &Source) -> Capture<'_> {
    let mut out = Capture::default();
    read(source, 0..source.text.len(), None, &mut out);
    out
}

#[test]
fn delimiters_types_quotes_and_line_breaks() {
    for text in [
        "#TYPE Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory\r\n\"Name\",\"InternalUrl\",\"Note\"\r\n\"mapi, \"\"x\"\"\",\"https://mail.contoso.com/mapi\",\"two\r\nlines\"\r\n",
        "Name;InternalUrl;Note\n\"mapi, \"\"x\"\"\";https://mail.contoso.com/mapi;\"two\r\nlines\"\n",
        "Name\tInternalUrl\tNote\n\"mapi, \"\"x\"\"\"\thttps://mail.contoso.com/mapi\t\"two\r\nlines\"\r\n",
    ] {
        let source = source(text);
        let capture = read_all(&source);
        assert_eq!(capture.skipped, []);
        let record = &capture.records[0];
        assert_eq!(record.field("Name").unwrap().raw, Raw::Scalar("mapi, \"x\"".into()));
        assert_eq!(source.slice(record.field("InternalUrl").unwrap().at), "https://mail.contoso.com/mapi");
        assert_eq!(record.field("Note").unwrap().raw, Raw::Scalar("two\r\nlines".into()));
        if text.starts_with('#') {
            assert_eq!(
                record.type_name.as_deref(),
                Some("Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory")
            );
        }
    }
}

#[test]
fn blank_cells_and_lost_lists_stay_what_they_are() {
    let source =
        source("Server,ExternalUrl,InternalAuthenticationMethods\nEX01,,Microsoft.Exchange.Data.MultiValuedProperty`1[X]\n");
    let capture = read_all(&source);
    assert_eq!(capture.records[0].field("ExternalUrl").unwrap().raw, Raw::Blank);
    let lost = &capture.records[0].field("InternalAuthenticationMethods").unwrap().raw;
    assert_eq!(lost, &Raw::Scalar("Microsoft.Exchange.Data.MultiValuedProperty`1[X]".into()));
}

#[test]
fn reports_made_by_hand_are_declined_aloud() {
    for text in [
        "Server,EWS InternalUrl,EWS ExternalUrl\nEX01,https://a,https://b\n",
        "Server,MapiInternalUrl,InternalUrl\nEX01,https://a,https://b\n",
        "Name,InternalUrl,InternalUrl\nEX01,https://a,https://b\n",
        "Mailbox,Size\nann,3\n",
    ] {
        let source = source(text);
        let capture = read_all(&source);
        assert_eq!((capture.records.len(), capture.skipped.len()), (0, 1), "{text}");
    }
}

#[test]
fn a_row_that_does_not_fit_is_left_out_alone() {
    let source = source("Server,InternalUrl\nEX01,https://a\nEX02\nEX03,https://c\nEX04,\"https://d\n");
    let capture = read_all(&source);
    assert_eq!((capture.records.len(), capture.skipped.len()), (2, 2));
    assert_eq!(source.slice(capture.records[1].fields[0].at), "EX03");
}

#[test]
fn the_last_value_of_a_file_without_a_last_line_end_may_be_cut() {
    let source = source("Server,InternalUrl\nEX01,https://mail.contoso.co");
    let capture = read_all(&source);
    assert_eq!(capture.records[0].field("Server").unwrap().raw, Raw::Scalar("EX01".into()));
    assert_eq!(capture.records[0].field("InternalUrl").unwrap().raw, Raw::Cut("https://mail.contoso.co".into()));
}
