use super::*;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;
use std::time::{Duration, Instant};

const MAPI: &str = "[PS] C:\\>Get-MapiVirtualDirectory | fl\r\n\r\nIdentity : EX01\\mapi (Default Web Site)\r\nInternalUrl : https://mail.contoso.com/mapi\r\n";

/// An entry of an archive, with everything that can be wrong about it.
struct Packed {
    name: Vec<u8>,
    data: Vec<u8>,
    deflate: bool,
    crc: Option<u32>,
    flags: u16,
    method: Option<u16>,
    mode: u32,
}

fn packed(name: &str, data: impl AsRef<[u8]>) -> Packed {
    let data = data.as_ref().to_vec();
    Packed { name: name.as_bytes().to_vec(), data, deflate: true, crc: None, flags: 0x800, method: None, mode: 0o100_644 }
}

fn zip(entries: &[Packed]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let body = if entry.deflate { deflated(&entry.data) } else { entry.data.clone() };
        let mut crc = flate2::Crc::new();
        crc.update(&entry.data);
        let method = entry.method.unwrap_or(if entry.deflate { 8 } else { 0 });
        let mut common: Vec<u8> = Vec::new();
        for short in [20, entry.flags, method, 0, 0] {
            common.extend(short.to_le_bytes());
        }
        for long in [entry.crc.unwrap_or(crc.sum()), size(body.len()), size(entry.data.len())] {
            common.extend(long.to_le_bytes());
        }
        common.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend(0x0314_u16.to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(size(bytes.len()).to_le_bytes());
        directory.extend(&entry.name);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(&entry.name);
        bytes.extend(&body);
    }
    let (start, number) = (bytes.len(), u16::try_from(entries.len()).unwrap_or(u16::MAX));
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(number.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend(size(directory.len()).to_le_bytes());
    bytes.extend(size(start).to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn opened(name: &str, bytes: Vec<u8>) -> Opened {
    open(name.to_owned(), bytes, None, &mut Budget::default())
}

fn names(opened: &Opened) -> Vec<&str> {
    opened.sources.iter().map(|source| source.name.as_str()).collect()
}

fn declined(opened: &Opened) -> Vec<(&str, &str)> {
    opened.declined.iter().map(|declined| (declined.name.as_str(), declined.why.as_str())).collect()
}

#[test]
fn an_archive_is_opened_with_its_folders_and_encodings() {
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(MAPI.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut stored = packed("onprem\\mapi.txt", MAPI);
    stored.deflate = false;
    let bytes = zip(&[
        packed("onprem/", ""),
        stored,
        packed("onprem/wide.txt", wide),
        packed("tenants/contoso/spn.json", "[]"),
        packed("__MACOSX/onprem/._mapi.txt", "x"),
        packed(".git/config", "x"),
        packed("logo.png", b"\x89PNG\r\n\x1a\n\0\0"),
    ]);
    let digest = sha256_hex(&bytes);
    let opened = opened("snap.zip", bytes);
    assert_eq!(names(&opened), ["snap.zip/onprem/mapi.txt", "snap.zip/onprem/wide.txt", "snap.zip/tenants/contoso/spn.json"]);
    assert!(opened.sources[..2].iter().all(|source| source.text == MAPI));
    assert_eq!((opened.sources[0].encoding, opened.sources[1].encoding), ("utf-8", "utf-16le"));
    assert!(opened.sources.iter().all(|source| source.disk_sha256() == digest));
    assert_eq!(opened.sources[0].sha256(), sha256_hex(MAPI.as_bytes()), "a manifest lists the digest of the file itself");
    assert!(matches!(declined(&opened)[..], [("snap.zip/logo.png", why)] if why.starts_with("a PNG picture")));
}

#[test]
fn names_lead_nowhere_and_are_given_once() {
    let bytes = zip(&[
        packed("../../etc/passwd", "a"),
        packed("C:\\Windows\\a.txt", "b"),
        packed("/a.txt", "c"),
        packed("a.txt", "d"),
        packed("A.txt", "e"),
        packed("a.txt", "f"),
        packed("..", "g"),
        packed("NUL.txt", "h"),
        Packed { name: b"M\x81ller.txt".to_vec(), flags: 0, ..packed("", "i") },
    ]);
    let opened = opened("z.zip", bytes);
    assert_eq!(
        names(&opened),
        [
            "z.zip/etc/passwd",
            "z.zip/Windows/a.txt",
            "z.zip/a.txt",
            "z.zip/a (2).txt",
            "z.zip/A (3).txt",
            "z.zip/a (4).txt",
            "z.zip/_NUL.txt",
            "z.zip/Müller.txt"
        ]
    );
}

#[test]
fn what_is_wrong_with_an_entry_is_told_and_the_others_are_read() {
    let bytes = zip(&[
        Packed { crc: Some(1), ..packed("crc.txt", MAPI) },
        Packed { flags: 1, ..packed("secret.txt", MAPI) },
        Packed { method: Some(14), ..packed("lzma.txt", MAPI) },
        Packed { mode: 0o120_777, ..packed("link.txt", "/etc/passwd") },
        Packed { deflate: false, method: Some(8), ..packed("noise.txt", [0xff; 40]) },
        packed("good.txt", MAPI),
        packed("report.pdf", "Identity : EX01"),
    ]);
    let opened = opened("z.zip", bytes);
    assert_eq!(names(&opened), ["z.zip/good.txt"]);
    let told = declined(&opened);
    for (name, why) in [
        ("z.zip/crc.txt", "checksum is wrong"),
        ("z.zip/secret.txt", "is encrypted"),
        ("z.zip/lzma.txt", "packed in a way"),
        ("z.zip/link.txt", "is a link"),
        ("z.zip/noise.txt", "is damaged"),
        ("z.zip/report.pdf", "a PDF document"),
    ] {
        assert!(told.iter().any(|(told, words)| *told == name && words.contains(why)), "{name}: {told:?}");
    }
    assert!(opened.declined.iter().all(|declined| declined.evidence));
}

#[test]
fn archives_that_are_cut_or_damaged_are_declined() {
    let whole = zip(&[packed("a.txt", MAPI), packed("b.txt", MAPI)]);
    for cut in 4..whole.len() {
        let opened = opened("z.zip", whole[..cut].to_vec());
        assert!(!opened.declined.is_empty(), "{cut}");
        assert!(opened.sources.iter().all(|source| source.text == MAPI), "{cut}");
    }
    for at in 4..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let opened = opened("z.zip", bytes);
        assert!(opened.sources.iter().all(|source| source.text == MAPI), "{at}");
    }
    let empty = opened("z.zip", zip(&[]));
    assert_eq!(declined(&empty), [("z.zip", "an empty zip archive")]);
    assert!(!empty.declined[0].evidence);
}

#[test]
fn bombs_are_declined_at_once() {
    let started = Instant::now();
    let zeros = vec![b'0'; 64 << 20];
    let bomb = zip(&[packed("bomb.txt", &zeros)]);
    let opened_bomb = opened("bomb.zip", bomb.clone());
    assert_eq!(names(&opened_bomb), [""; 0]);
    assert!(declined(&opened_bomb)[0].1.contains("unpacks to too much"));
    // An entry that lies about its size, and archives within archives.
    let mut lying = bomb;
    for found in memchr::memmem::find_iter(&lying.clone(), &size(zeros.len()).to_le_bytes()) {
        lying[found..found + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(declined(&opened("bomb.zip", lying.clone()))[0].0.ends_with("bomb.txt"));
    let many: Vec<Packed> = (0..200).map(|at| packed(&format!("{at}.zip"), &lying)).collect();
    let nested = opened("nested.zip", zip(&many));
    assert!(nested.sources.is_empty() && !nested.declined.is_empty());
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    // All files of a run share what they may unpack to.
    let mut budget = Budget(1000);
    let small = zip(&[packed("a.txt", "x".repeat(600))]);
    assert_eq!(open("1.zip".to_owned(), small.clone(), None, &mut budget).sources.len(), 1);
    assert_eq!(open("2.zip".to_owned(), small, None, &mut budget).sources.len(), 0);
}

#[test]
fn thousands_of_entries_are_counted() {
    let many: Vec<Packed> = (0..MOST_ENTRIES + 500).map(|at| packed(&format!("{at}.txt"), "x")).collect();
    let opened = opened("many.zip", zip(&many));
    assert_eq!(opened.sources.len(), MOST_ENTRIES);
    assert!(declined(&opened).iter().any(|(_, why)| why.contains("more than 10000 files")), "{:?}", declined(&opened));
    // One name, again and again.
    let same: Vec<Packed> = (0..2000).map(|_| packed("a.txt", "x")).collect();
    assert_eq!(self::opened("same.zip", zip(&same)).sources.len(), 2000);
}

#[test]
fn archives_are_followed_to_a_depth() {
    let mut bytes = zip(&[packed("a.txt", MAPI)]);
    for depth in 1..=DEEPEST + 1 {
        let opened = opened("z.zip", bytes.clone());
        assert_eq!(opened.sources.is_empty(), depth > DEEPEST, "{depth}: {:?}", declined(&opened));
        bytes = zip(&[packed("inner.zip", &bytes)]);
    }
}

#[test]
fn office_documents_are_known_by_what_they_hold() {
    let types = || packed("[Content_Types].xml", "<Types/>");
    let word = "<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>Name : EvoSTS</w:t></w:r></w:p></w:body></w:document>";
    let docx = opened("notes.docx", zip(&[types(), packed("word/document.xml", word), packed("word/media/a.png", "x")]));
    assert_eq!(names(&docx), ["notes.docx/document.txt"]);
    assert_eq!(docx.sources[0].text, "Name : EvoSTS\n");
    for (name, inner, what) in [
        ("a.xlsx", "xl/workbook.xml", "an Excel workbook"),
        ("saved-as.txt", "xl/workbook.xml", "an Excel workbook"),
        ("a.pptx", "ppt/presentation.xml", "a PowerPoint presentation"),
    ] {
        let opened = opened(name, zip(&[types(), packed(inner, "<x/>")]));
        assert!(
            matches!(declined(&opened)[..], [(told, why)] if told == name && why.starts_with(what)),
            "{:?}",
            declined(&opened)
        );
    }
    let odt =
        opened("a.odt", zip(&[packed("mimetype", "application/vnd.oasis.opendocument.text"), packed("content.xml", "<x/>")]));
    assert!(declined(&odt)[0].1.starts_with("an OpenDocument file"));
    let note = "<w:footnotes xmlns:w=\"x\"><w:footnote><w:p><w:r><w:t>Name : EX01</w:t></w:r></w:p></w:footnote></w:footnotes>";
    for part in ["word/footnotes.xml", "word/endnotes.xml", "word/comments.xml", "word/header1.xml", "word/footer3.xml"] {
        let noted = opened("a.docx", zip(&[types(), packed("word/document.xml", word), packed(part, note)]));
        let beside = &noted.sources[0].unread[..];
        assert!(
            matches!(beside, [one] if one.text.trim() == "Name : EX01" && one.kind == UnreadKind::Shown),
            "{part}: {beside:?}"
        );
    }
    let embedded = opened("a.docx", zip(&[types(), packed("word/document.xml", word), packed("word/embeddings/a.txt", "x")]));
    assert!(matches!(&declined(&embedded)[..], [(_, why)] if why.contains("within a Word document")));
    let damaged = opened("a.docx", zip(&[types(), packed("word/document.xml", &word[..60])]));
    assert!(declined(&damaged)[0].1.contains("damaged"));
}

fn mail(parts: &str) -> String {
    format!(
        "Received: from mx.contoso.com\r\nFrom: =?utf-8?Q?J=C3=BCrgen?= <j@contoso.com>\r\nTo: a@fabrikam.com\r\nSubject: HMA\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n{parts}"
    )
}

fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--=_b1\r\n{part}\r\n")).collect();
    format!("Content-Type: multipart/{kind}; boundary=\"=_b1\"\r\n\r\nThis is a multi-part message.\r\n{parts}--=_b1--\r\n")
}

const QP: &str = "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nIdentity                 : EX01\\Microsoft-Server-ActiveSync (Default Web Si=\r\nte)\r\nInternalUrl              : https://mail.m=C3=BCller-bau.de/Microsoft-Server-Ac=\r\ntiveSync\r\n";
const QP_TEXT: &str = "Identity                 : EX01\\Microsoft-Server-ActiveSync (Default Web Site)\r\nInternalUrl              : https://mail.müller-bau.de/Microsoft-Server-ActiveSync\r\n";

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    let text = ::base64::engine::general_purpose::STANDARD.encode(bytes);
    text.as_bytes().chunks(76).map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap())).collect()
}

#[test]
fn a_mail_is_its_text_however_it_is_encoded() {
    for (parts, text) in [
        (QP.to_owned(), QP_TEXT),
        (
            format!(
                "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                base64(b"Name : M\xfcller\r\n")
            ),
            "Name : Müller\r\n",
        ),
        ("Content-Type: text/plain; charset=us-ascii\r\n\r\nName : EvoSTS\r\n".to_owned(), "Name : EvoSTS\r\n"),
        (
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\nName : München\r\n".to_owned(),
            "Name : München\r\n",
        ),
        (multipart("alternative", &[QP, "Content-Type: text/html\r\n\r\n<p>Name : no</p>"]), QP_TEXT),
        (multipart("mixed", &["Content-Type: text/plain\r\n\r\nName : EvoSTS"]), "Name : EvoSTS\n"),
    ] {
        for name in ["a.eml", "a.txt"] {
            let opened = opened(name, mail(&parts).into_bytes());
            assert_eq!(names(&opened), [format!("{name}/body.txt")], "{:?}", declined(&opened));
            assert_eq!(opened.sources[0].text, text);
            assert!(opened.declined.is_empty());
        }
    }
}

#[test]
fn a_page_is_read_where_there_is_no_text() {
    let page = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Name : EvoSTS</p>";
    for parts in [page.to_owned(), multipart("alternative", &["Content-Type: text/plain\r\n\r\n \r\n", page])] {
        let opened = opened("a.eml", mail(&parts).into_bytes());
        assert_eq!(names(&opened), ["a.eml/body.html"]);
    }
}

#[test]
fn attachments_are_files() {
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(MAPI.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let attached = |kind: &str, name: &str, bytes: &[u8]| {
        format!(
            "Content-Type: {kind}\r\nContent-Disposition: attachment; {name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            base64(bytes)
        )
    };
    let inner = mail(&multipart("mixed", &[QP, &attached("text/plain", "filename=\"oab.txt\"", MAPI.as_bytes())]));
    let archive = zip(&[packed("tenants/contoso/spn.json", "[]"), packed("deep.eml", &inner)]);
    let parts = multipart(
        "mixed",
        &[
            "Content-Type: text/plain\r\n\r\nSee attached.",
            &attached("text/plain; charset=utf-8", "filename=\"../mapi.txt\"", &wide),
            &attached("application/octet-stream", "filename*=utf-8''M%C3%BCnchen.txt", MAPI.as_bytes()),
            &attached("application/octet-stream", "filename=\"=?utf-8?B?w6QudHh0?=\"", MAPI.as_bytes()),
            &attached("application/zip", "filename=snap.zip", &archive),
            &attached("application/pdf", "filename=a.pdf", b"%PDF-1.4"),
            &attached("application/ms-tnef", "filename=winmail.dat", b"\x78\x9f\x3e\x22\0\0"),
            &format!("Content-Type: message/rfc822\r\n\r\n{}", mail(QP).replace("=_b1", "=_b2")),
        ],
    );
    let opened = opened("a.eml", mail(&parts).into_bytes());
    assert_eq!(
        names(&opened),
        [
            "a.eml/body.txt",
            "a.eml/mapi.txt",
            "a.eml/München.txt",
            "a.eml/ä.txt",
            "a.eml/snap.zip/tenants/contoso/spn.json",
            "a.eml/snap.zip/deep.eml/body.txt",
            "a.eml/snap.zip/deep.eml/oab.txt",
            "a.eml/message.eml/body.txt",
        ]
    );
    assert_eq!((opened.sources[1].text.as_str(), opened.sources[1].encoding), (MAPI, "utf-16le"));
    assert_eq!(opened.sources[7].text, QP_TEXT);
    assert!(
        matches!(declined(&opened)[..], [("a.eml/a.pdf", pdf), ("a.eml/winmail.dat", tnef)] if pdf.contains("PDF") && tnef.contains("winmail"))
    );
}

#[test]
fn a_part_copied_from_the_source_of_a_mail_is_read() {
    for text in [format!("--=_b1\r\n{QP}--=_b1--\r\n"), QP.to_owned(), format!("\r\n{QP}")] {
        let opened = opened("pasted.txt", text.into_bytes());
        assert_eq!(opened.sources[0].text.trim_end(), QP_TEXT.trim_end());
        assert!(opened.sources[0].text.ends_with('\n'));
    }
}

#[test]
fn what_is_not_the_source_of_a_mail_stays_text() {
    for text in [
        "From: Jane\r\nSent: Monday\r\nTo: Joe\r\nSubject: HMA\r\n\r\nName : EvoSTS\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nWWW-Authenticate: Bearer x\r\n\r\n",
        "Content-Type: text/html\r\nWWW-Authenticate: Bearer client_id=\"x\"\r\nMIME-Version: 1.0\r\nTo: x\r\nDate: x\r\n\r\n",
        "Name : EvoSTS\r\nRealm : x\r\n",
        "",
        "From: x\r\n",
    ] {
        let opened = opened("a.txt", text.as_bytes().to_vec());
        assert_eq!(names(&opened), ["a.txt"], "{text}");
        assert_eq!(opened.sources[0].text, text);
    }
}

#[test]
fn mails_that_are_damaged_encrypted_or_many_are_declined() {
    let cut =
        mail(&format!("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", &base64(MAPI.as_bytes())[..51]));
    let strange = mail("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-binhex\r\n\r\n(This file)\r\n");
    let utf7 = mail("Content-Type: text/plain; charset=utf-7\r\n\r\nName : a+AFw-b\r\n");
    let sealed = mail(&format!(
        "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(b"xyz")
    ));
    let one = mail(QP).replace("Received", "X-Received");
    let mailbox = format!("From - Fri Nov 20\r\n{one}\r\n\r\nFrom - Fri Nov 20\r\n{one}");
    for (text, why) in [
        (cut, "is cut off or damaged"),
        (strange, "encoded in a way"),
        (utf7, "UTF-7"),
        (sealed, "an encrypted"),
        (mailbox, "several mails"),
    ] {
        let opened = opened("a.eml", text.into_bytes());
        assert!(opened.sources.is_empty(), "{why}: {:?}", opened.sources);
        assert!(declined(&opened)[0].1.contains(why), "{why}: {:?}", declined(&opened));
    }
    let single = opened("a.mbox", format!("From - Fri Nov 20\r\n{}", mail(QP)).into_bytes());
    assert_eq!(single.sources[0].text, QP_TEXT);
}

#[test]
fn mails_cut_anywhere_never_panic_nor_end_a_line_that_was_not_ended() {
    let parts = multipart(
        "mixed",
        &[
            QP,
            &format!(
                "Content-Type: text/plain; name=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                base64(MAPI.as_bytes())
            ),
        ],
    );
    let whole = mail(&parts);
    for cut in 0..whole.len() {
        let opened = opened("a.eml", whole.as_bytes()[..cut].to_vec());
        for source in &opened.sources {
            // A part of the boundary may stand behind it.
            let text = source.text.split("\r\n\r\n-").next().unwrap_or_default();
            let is_part = QP_TEXT.starts_with(text.trim_end_matches(['\n', '\u{fffd}']).trim_end())
                || MAPI.starts_with(text)
                || source.name.ends_with(".eml");
            assert!(is_part || !text.contains("Identity"), "{cut}: {text:?}");
        }
    }
}

#[test]
fn mails_damaged_anywhere_never_panic() {
    let part = format!(
        "Content-Type: text/plain; name=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(b"Name : EvoSTS\r\n")
    );
    let whole = mail(&multipart("mixed", &[QP, &part, &format!("Content-Type: message/rfc822\r\n\r\n{}", mail("\r\nx"))]));
    for at in 0..whole.len() {
        for byte in [b'\n', b'-', b'=', b'"', 0xff] {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] = byte;
            assert!(opened("a.eml", bytes).sources.len() < 10);
        }
    }
}

#[test]
fn mails_nested_without_end_are_bounded() {
    let started = Instant::now();
    for text in [
        "Content-Type: message/rfc822\r\n\r\n".repeat(100_000),
        (0..20_000).map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n")).collect(),
        (0..20_000).map(|at| format!("Content-Type: multipart/digest; boundary=b{at}\r\n\r\n--b{at}\r\n\r\n")).collect(),
        mail(&multipart("mixed", &["Content-Type: text/plain\r\n\r\nx"; 400])),
        mail(&multipart("mixed", &["\r\nx"; 12_000])),
        format!("From: {}\r\nMIME-Version: 1.0\r\n\r\nx", "<".repeat(1 << 20)),
        format!("From: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; {}\r\n\r\nx", "a=b; ".repeat(100_000)),
    ] {
        let opened = opened("a.eml", text.into_bytes());
        assert!(opened.sources.len() <= MOST_ENTRIES);
    }
    let mut nested = mail(QP);
    for _ in 0..DEEPEST + 2 {
        nested = mail(&format!("Content-Type: message/rfc822\r\n\r\n{nested}"));
    }
    let deep = opened("a.eml", nested.into_bytes());
    assert!(deep.sources.is_empty() && declined(&deep).iter().any(|(_, why)| why.contains("nested")), "{:?}", declined(&deep));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn what_mail_programs_add_is_taken_off() {
    let flowed = "Content-Type: text/plain; format=flowed\r\n\r\nIdentity    : EX01\\Microsoft-Server-ActiveSync (Default Web \r\nSite)\r\nExternalUrl : \r\nInternalUrl : https://a/ \r\nName        : x\r\n-- \r\nJane\r\n";
    let opened_flowed = opened("a.eml", mail(flowed).into_bytes());
    assert_eq!(
        opened_flowed.sources[0].text,
        "Identity    : EX01\\Microsoft-Server-ActiveSync (Default Web Site)\r\nExternalUrl : \r\nInternalUrl : https://a/ \r\nName        : x\r\n-- \r\nJane\r\n"
    );
    let links = "Content-Type: text/plain\r\n\r\nInternalUrl : https://mail.contoso.com/mapi <https://mail.contoso.com/mapi>\r\nOwner : a@contoso.com<mailto:a@contoso.com>\r\nName : x <https://other/>\r\nNames : {mail.contoso.com<http://mail.contoso.com/>, b}\r\n";
    let opened_links = opened("a.eml", mail(links).into_bytes());
    assert_eq!(
        opened_links.sources[0].text,
        "InternalUrl : https://mail.contoso.com/mapi\r\nOwner : a@contoso.com\r\nName : x <https://other/>\r\nNames : {mail.contoso.com, b}\r\n"
    );
}
