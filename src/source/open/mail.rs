//! Saved mails: their text (or, where there is none, their page), attachments, and mails within them.

use super::{MOST_ENTRIES, Opening, name};
use crate::source::{Source, SourceId, decode, encodings};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Headers that only mails have.
const OF_MAIL: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "reply-to",
    "content-transfer-encoding",
    "dkim-signature",
    "x-mailer",
    "thread-topic",
    "x-ms-has-attach",
    "in-reply-to",
    "references",
    "sender",
];

/// Headers that show the text to be the source of a mail, and not a mail as a program prints it.
const OF_SOURCE: &[&str] =
    &["mime-version", "content-type", "content-transfer-encoding", "received", "return-path", "message-id", "dkim-signature"];

/// Most headers `Content-Type` of one mail: about as deep as its parts can be nested.
const MOST_PARTS: usize = 500;

/// Whether bytes are the source of a mail, or of a part of one (from the line before its headers on).
pub(super) fn is_mail(name: &str, bytes: &[u8]) -> bool {
    let headers = headers(bytes);
    let has = |words: &[&str]| headers.iter().filter(|header| words.contains(&header.as_str())).count();
    let is_named = name
        .rsplit('.')
        .next()
        .is_some_and(|ending| ["eml", "mht", "mhtml", "mbox"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
    // The headers of an HTTP answer look much the same.
    if headers.iter().any(|header| header == "www-authenticate" || header == "x-feserver" || header == "request-id") {
        return false;
    }
    if boundary(bytes).is_some() || has(&["content-transfer-encoding"]) > 0 {
        return true;
    }
    let (mail, source) = (has(OF_MAIL), has(OF_SOURCE));
    if is_named { mail + source > 0 } else { mail > 1 && source > 0 && headers.len() > 2 }
}

/// The names of the headers at the start, lower case; empty when the text does not start with headers and a blank line.
fn headers(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let start = entity_start(bytes);
    for line in bytes[start..].split(|byte| *byte == b'\n').take(500) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return names;
        }
        if line[0] == b' ' || line[0] == b'\t' {
            continue;
        }
        let colon = memchr::memchr(b':', line)
            .filter(|&at| at > 0 && line[..at].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'));
        match colon {
            Some(colon) => names.push(String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase()),
            // The header of a printed list is `Name : value`.
            None => return Vec::new(),
        }
    }
    names
}

/// Where the headers start: behind blank lines, a byte order mark, the line of a mailbox file (`From …`), or a boundary.
fn entity_start(bytes: &[u8]) -> usize {
    let mut at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    at += bytes[at..].len() - bytes[at..].trim_ascii_start().len();
    let first = bytes[at..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.starts_with(b"From ") || boundary(bytes).is_some() {
        at += (first.len() + 1).min(bytes.len() - at);
    }
    at
}

/// The boundary that a part copied from the source of a mail begins with: `--…` on a line of its own above headers of a part.
fn boundary(bytes: &[u8]) -> Option<&[u8]> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let end = memchr::memchr(b'\n', text)?;
    let boundary = text[..end].trim_ascii_end().strip_prefix(b"--")?;
    let is_boundary =
        (2..=70).contains(&boundary.len()) && !boundary.contains(&b' ') && boundary.iter().any(|byte| *byte != b'-');
    let below = &text[end + 1..];
    let is_header = below.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"));
    (is_boundary && is_header).then_some(boundary)
}

/// Adds what a mail holds.
pub(super) fn open(opening: &mut Opening, container: &str, bytes: &[u8], depth: usize) {
    let parts = occurrences(bytes, b"content-type");
    if parts > MOST_PARTS {
        return opening.decline(
            container.to_owned(),
            format!("a saved mail of more than {MOST_PARTS} parts: save its attachments"),
            true,
        );
    }
    if is_mailbox(bytes) {
        return opening.decline(container.to_owned(), "a mailbox file with several mails: save each of them as .eml", true);
    }
    let bytes = whole(bytes);
    let Some(message) = MessageParser::default().parse(&*bytes) else {
        return opening.decline(container.to_owned(), "a saved mail that is damaged: save its text as .txt", true);
    };
    add_message(opening, container, &message, depth);
}

/// The mail that a part belongs to, made up around it, so that it is read like any other.
fn whole(bytes: &[u8]) -> Cow<'_, [u8]> {
    match boundary(bytes) {
        Some(boundary) => {
            let mut whole = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"".to_vec();
            whole.extend(boundary);
            whole.extend(b"\"\r\n\r\n");
            whole.extend(bytes);
            Cow::Owned(whole)
        }
        None => Cow::Borrowed(&bytes[entity_start(bytes)..]),
    }
}

/// Whether another mail follows in the same file.
fn is_mailbox(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"From ")
        && memchr::memmem::find_iter(bytes, b"\n\nFrom ").chain(memchr::memmem::find_iter(bytes, b"\n\r\nFrom ")).any(|at| {
            let behind = &bytes[at..];
            let from = memchr::memmem::find(behind, b"From ").unwrap_or(0);
            let next = memchr::memchr(b'\n', &behind[from..]).map_or(behind.len(), |end| from + end + 1);
            !headers(&behind[next..]).is_empty()
        })
}

/// How often a word (lower case) occurs, letter case ignored.
fn occurrences(bytes: &[u8], word: &[u8]) -> usize {
    memchr::memchr2_iter(word[0], word[0].to_ascii_uppercase(), bytes)
        .filter(|&at| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))
        .count()
}

fn add_message(opening: &mut Opening, container: &str, message: &Message<'_>, depth: usize) {
    let bodies = bodies(message);
    for (at, part) in message.parts.iter().enumerate() {
        let is_body = bodies.contains(&at);
        let is_alternative = !is_body
            && part.is_text()
            && (contains(&message.html_body, at) || contains(&message.text_body, at))
            && part.attachment_name().is_none();
        if matches!(part.body, PartType::Multipart(_)) || is_alternative {
            continue;
        }
        if !opening.may_enter() {
            return opening.decline(
                container.to_owned(),
                format!("holds more than {MOST_ENTRIES} parts; those behind them are not read"),
                true,
            );
        }
        let wanted = if is_body { vec![body_name(part).to_owned()] } else { attachment_name(part) };
        let Some(name) = opening.name_in(container, &wanted) else { continue };
        match bytes_of(message, part) {
            Err(why) => opening.decline(name, why, true),
            Ok(_) if is_encrypted(part) => opening.decline(name, "an encrypted mail: save it as text after it was opened", true),
            Ok(bytes) if is_body || (part.is_text() && part.attachment_name().is_none()) => add_body(opening, name, part, bytes),
            Ok(bytes) => opening.add(name, bytes, depth + 1),
        }
    }
}

fn contains(list: &[u32], at: usize) -> bool {
    list.iter().any(|part| usize::try_from(*part) == Ok(at))
}

/// The parts that are the text of the mail: plain text, else pages.
fn bodies(message: &Message<'_>) -> Vec<usize> {
    let parts = |list: &[u32]| list.iter().filter_map(|part| usize::try_from(*part).ok()).collect::<Vec<_>>();
    let is_text = |at: &usize| message.parts.get(*at).is_some_and(MessagePart::is_text);
    let holds_something =
        |at: &usize| message.parts.get(*at).and_then(MessagePart::text_contents).is_some_and(|text| !text.trim().is_empty());
    let (text, html) = (parts(&message.text_body), parts(&message.html_body));
    let chosen = if text.iter().any(holds_something) { text } else { html };
    chosen.into_iter().filter(is_text).collect()
}

fn body_name(part: &MessagePart<'_>) -> &'static str {
    if part.is_text_html() { "body.html" } else { "body.txt" }
}

/// The last part of the attachment's name; one that has none is called by what it is.
fn attachment_name(part: &MessagePart<'_>) -> Vec<String> {
    let given = part.attachment_name().map(name::parts).and_then(|mut parts| parts.pop());
    let made = || {
        let kind = match part.content_type().map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default())) {
            Some(("message", "rfc822" | "global")) => "message.eml",
            Some(("text", "html")) => "part.html",
            Some(("text", _)) | None => "part.txt",
            Some(("image", "png")) => "picture.png",
            Some(("image", _)) => "picture.jpg",
            Some(("application", "zip" | "x-zip-compressed")) => "part.zip",
            Some(("application", "pkcs7-mime" | "x-pkcs7-mime")) => "smime.p7m",
            Some(_) if matches!(part.body, PartType::Message(_)) => "message.eml",
            Some(_) => "part.bin",
        };
        kind.to_owned()
    };
    let given = given.map(|name| name.trim_start_matches('.').to_owned()).filter(|name| !name.is_empty());
    let mut named = given.unwrap_or_else(made);
    if matches!(part.body, PartType::Message(_)) && !named.to_ascii_lowercase().ends_with(".eml") {
        named.push_str(".eml");
    }
    vec![named]
}

fn is_encrypted(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("application")
            && kind.subtype().is_some_and(|sub| {
                ["pgp-encrypted", "pkcs7-mime", "x-pkcs7-mime"].iter().any(|known| sub.eq_ignore_ascii_case(known))
            })
    })
}

/// The bytes of a part, its transfer encoding taken off.
fn bytes_of(message: &Message<'_>, part: &MessagePart<'_>) -> Result<Vec<u8>, &'static str> {
    const DAMAGED: &str = "is cut off or damaged: what is left of its encoding cannot be read; save the mail again";
    let raw = match &part.body {
        PartType::Message(inner) if part.encoding != Encoding::None => return Ok(inner.raw_message.to_vec()),
        _ => &message.raw_message,
    };
    let (from, to) = (usize::try_from(part.offset_body).unwrap_or(0), usize::try_from(part.offset_end).unwrap_or(0));
    let body = raw.get(from..to.min(raw.len())).unwrap_or_default();
    let known = part.content_transfer_encoding().unwrap_or("7bit").trim().to_ascii_lowercase();
    let mut bytes = match known.as_str() {
        "base64" => {
            let whole: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            if !whole.len().is_multiple_of(4) {
                return Err(DAMAGED);
            }
            return base64_decode(&whole).ok_or(DAMAGED);
        }
        "quoted-printable" => quoted_printable_decode(body).ok_or(DAMAGED)?,
        // What is in uuencode is looked at as text.
        "7bit" | "8bit" | "binary" | "" | "uuencode" | "x-uuencode" | "x-uue" => body.to_vec(),
        _ => return Err("is encoded in a way that is not read; save it as a file"),
    };
    // The line end before a boundary belongs to the boundary. Without it the last line would count as cut.
    let behind = raw.get(to..).unwrap_or_default();
    let is_closed = [b"\r\n--".as_slice(), b"\n--"].iter().any(|start| behind.starts_with(start)) || behind.starts_with(b"--");
    if is_closed && !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Adds the text of the mail itself, in the encoding that its header names.
fn add_body(opening: &mut Opening, name: String, part: &MessagePart<'_>, bytes: Vec<u8>) {
    let kind = part.content_type();
    let label = kind.and_then(|kind| kind.attribute("charset")).unwrap_or_default();
    if label.trim().eq_ignore_ascii_case("utf-7") {
        return opening.decline(name, decode::UTF_7, true);
    }
    let named = encoding_rs::Encoding::for_label(label.as_bytes());
    // ASCII is what programs say that do not know.
    let named = named.filter(|_| !label.to_ascii_lowercase().contains("ascii"));
    let encoding = named.and_then(|_| encodings::parse_encoding(label).ok());
    let mut source = match (encoding, named) {
        // An encoding that `--encoding` does not know.
        (None, Some(other)) => Source::verbatim(SourceId(0), name, other.decode(&bytes).0.into_owned(), false),
        _ => decode::decode(bytes, SourceId(0), name, encoding),
    };
    if source.binary.is_none() && !part.is_text_html() {
        let is_flowed =
            kind.and_then(|kind| kind.attribute("format")).is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        let deletes = kind.and_then(|kind| kind.attribute("delsp")).is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
        let text = without_link_targets(&source.text);
        let text = if is_flowed { Cow::Owned(unflowed(&text, deletes)) } else { text };
        let text = match text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        };
        if let Some(text) = text {
            source = Source::verbatim(SourceId(0), source.name, text, false);
        }
    }
    opening.add_source(source);
}

/// Takes out what mail programs put behind an address when they turn a page into text: `https://a/ <https://a/>`, `x@a <mailto:x@a>`.
fn without_link_targets(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut from = 0;
    for open in memchr::memchr_iter(b'<', text.as_bytes()) {
        if open < from {
            continue;
        }
        let rest = &text[open + 1..];
        let Some(end) = rest.find(['>', '\n', ' ', '<']).filter(|&end| rest.as_bytes()[end] == b'>') else { continue };
        let target = rest[..end].trim_start_matches("mailto:");
        let before = text[from..open].trim_end_matches([' ', '\t']);
        let plain =
            |url: &str| url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_lowercase();
        let word = before.rsplit([' ', '\t', '\n', '\r', '{', ',', '(', '"']).next().unwrap_or_default();
        let wanted = plain(target);
        if !wanted.is_empty() && (target.contains("://") || rest.starts_with("mailto:")) && plain(word) == wanted {
            kept.push_str(before);
            from = open + 1 + end + 1;
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// Joins the lines of `format=flowed` that end in a blank. Lines that print a property are never joined to the one above, whatever ends it: not every
/// program that says `flowed` keeps to it.
fn unflowed(text: &str, deletes: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let body = line.trim_end_matches(['\r', '\n']);
        let next = lines.peek().map(|next| next.trim_end_matches(['\r', '\n'])).unwrap_or_default();
        let quotes = |line: &str| line.bytes().take_while(|byte| *byte == b'>').count();
        let prints = next.split_once(':').is_some_and(|(name, _)| {
            let name = name.trim();
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        });
        let goes_on = body.ends_with(' ')
            && body.trim_end() != "--"
            && !body.trim_end().ends_with(':')
            && body.chars().count() > 40
            && !next.trim().is_empty()
            && !next.starts_with([' ', '\t'])
            && quotes(body) == quotes(next)
            && !prints;
        if goes_on {
            joined.push_str(if deletes { &body[..body.len() - 1] } else { body });
            // The next line goes on here: its quotation marks are those of this one.
            let skip = quotes(next);
            if skip > 0
                && let Some(next) = lines.next()
            {
                joined.push_str(next[skip..].trim_start_matches(' '));
            }
        } else {
            joined.push_str(line);
        }
    }
    joined
}
