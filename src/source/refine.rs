//! From what a file says to what it means: pages become their text, quoted-printable is decoded, and what only looks like text is declined.

use super::open::Declined;
use super::{Source, SourceId, decode, format, page, quoted};
use std::sync::Arc;

/// The text of a source as the readers of captures take it.
///
/// # Errors
/// When it is not text after all, but a document in a format that is not read.
pub fn refine(source: Source) -> Result<Source, Declined> {
    let declined = |source: &Source, why: &str| Err(Declined { name: source.name.clone(), why: why.to_owned(), evidence: true });
    if format::is_rtf(&source.text) {
        return declined(&source, "an RTF document, which is not read: copy its text into a .txt file");
    }
    if decode::is_utf7(&source.text) {
        return declined(&source, decode::UTF_7);
    }
    if quoted::is_quoted(&source.text) {
        return match quoted::decode(&source.text) {
            Some(bytes) => {
                let decoded = decode::decode(bytes, SourceId(0), source.name.clone(), None);
                Ok(replaced(source, decoded.text))
            }
            None => declined(&source, "the text of a mail in quoted-printable that is damaged: save the mail as .eml"),
        };
    }
    if let Some(why) = quoted::is_left_over(&source.text) {
        return declined(&source, why);
    }
    let is_named = source
        .name
        .rsplit('.')
        .next()
        .is_some_and(|ending| ["html", "htm", "xhtml", "shtml"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
    match page::text_of(&source.text, is_named) {
        None => Ok(source),
        Some(Ok(page)) => {
            let mut new = replaced(source, page.text);
            new.left_out = page.left_out;
            new.unread = page.unread;
            new.rendered = true;
            Ok(new)
        }
        Some(Err(why)) => declined(&source, why),
    }
}

/// The same source with the text that was taken out of it.
fn replaced(source: Source, text: String) -> Source {
    let disk = Arc::from(source.disk_sha256());
    let encoding = source.encoding;
    let mut new = Source::verbatim(source.id, source.name, text, false);
    new.encoding = encoding;
    new.disk = Some(disk);
    new.notes = source.notes;
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refined(name: &str, text: &str) -> Result<Source, Declined> {
        refine(Source::from_text(SourceId(0), name, text))
    }

    #[test]
    fn plain_text_is_left_as_it_is() {
        for text in ["Name : EvoSTS\r\n", "", "<Objs Version=\"1.1\"></Objs>", "a < b\n<c> : d\n"] {
            let source = refined("a.txt", text).unwrap();
            assert_eq!((source.text.as_str(), source.disk_sha256()), (text, crate::digest::sha256_hex(text.as_bytes()).as_str()));
        }
    }

    #[test]
    fn what_only_looks_like_text_is_declined() {
        for (text, why) in [
            ("see below\r\n{\\rtf1\\ansi Name : EX01\\par}\r\n", "an RTF document"),
            ("Name : EX01\\par\r\nRealm : contoso.com\\par\r\n", "an RTF document"),
            ("Identity : EX01+AFw-mapi (Default Web Site)\r\n", "UTF-7"),
            ("IISAuthenticationMethods : +AHs-Ntlm, OAuth+AH0-\r\n", "UTF-7"),
            ("Identity : EX01+AFw-mapi\r\nIISAuthenticationMethods : {Ntlm}\r\n", "UTF-7"),
            ("\"Identity\": \"EX01+AFwAXA-mapi (Default Web Site)\"\r\n", "UTF-7"),
            ("+/v8-Name : EX01\r\n", "UTF-7"),
        ] {
            let declined = refined("a.txt", text).unwrap_err();
            assert!(declined.why.contains(why) && declined.evidence, "{declined:?}");
        }
        assert!(refined("a.txt", "Identity : EX01\\mapi\r\nPath : a+AFw-b\r\n").is_ok(), "a backslash stands there: not UTF-7");
    }

    #[test]
    fn the_digest_stays_that_of_the_file() {
        let html = "<html><body><p>Name : EvoSTS</p></body></html>";
        let source = refined("a.html", html).unwrap();
        assert_eq!(source.text, "Name : EvoSTS\n");
        assert_eq!(source.disk_sha256(), crate::digest::sha256_hex(html.as_bytes()));
    }
}
