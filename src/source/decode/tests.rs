//! What bytes become.

use super::*;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Source {
    decode(bytes.to_vec(), SourceId(0), "a.txt".into(), None)
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn each_encoding_gives_the_same_text() {
    let text = "Name   : EX01\r\nSubject : Zoë Müller, 100 €\r\nServer : 日本\r\n";
    let le = utf16(text, u16::to_le_bytes);
    let be = utf16(text, u16::to_be_bytes);
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "utf-8"),
        ([b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(), "utf-8"),
        ([b"\xff\xfe".as_slice(), &le].concat(), "utf-16le"),
        ([b"\xfe\xff".as_slice(), &be].concat(), "utf-16be"),
        (le, "utf-16le"),
        (be, "utf-16be"),
    ] {
        let source = read(&bytes);
        assert_eq!((source.text.as_str(), source.encoding, &source.binary), (text, encoding, &None));
        assert_eq!(source.sha256(), sha256_hex(&bytes));
    }
}

#[test]
fn single_byte_pages_are_told_apart() {
    let source = read(b"Subject : CN=M\xfcller \x80 \x93quoted\x94\n");
    assert_eq!((source.text.as_str(), source.encoding), ("Subject : CN=Müller € “quoted”\n", "windows-1252"));
    assert_eq!(source.notes.len(), 1);
    let source = read(b"Subject : CN=M\x81ller\n");
    assert_eq!((source.text.as_str(), source.encoding), ("Subject : CN=Müller\n", "ibm850"));
    let source = decode(b"\x9b\x9d".to_vec(), SourceId(0), "a".into(), Some("ibm437"));
    assert_eq!((source.text.as_str(), source.encoding), ("¢¥", "ibm437"));
    let source = decode(b"\xef\xbb\xbfa\xff".to_vec(), SourceId(0), "a".into(), Some("utf-8"));
    assert_eq!((source.text.as_str(), source.notes.len()), ("a\u{fffd}", 1));
    let source = decode(b"\xfe\xff\0a".to_vec(), SourceId(0), "a".into(), Some("utf-16le"));
    assert_eq!((source.text.as_str(), source.encoding), ("a", "utf-16be"));
}

#[test]
fn appended_parts_are_each_read_in_their_own_width() {
    let wide = utf16("InternalUrl : https://mail.contoso.com/mapi\r\nServer : Zürich\r\n", u16::to_le_bytes);
    let narrow = b"Name : EX01\r\nEnabled : True\r\n";
    let expected = "InternalUrl : https://mail.contoso.com/mapi\r\nServer : Zürich\r\n";
    let narrow_text = "Name : EX01\r\nEnabled : True\r\n";
    for (parts, text) in [
        (vec![narrow.as_slice(), &wide], format!("{narrow_text}{expected}")),
        (vec![narrow, b"\xff\xfe", &wide], format!("{narrow_text}{expected}")),
        (vec![b"\xff\xfe", &wide, narrow], format!("{expected}{narrow_text}")),
        (vec![b"\xff\xfe", &wide, b"\r\n", narrow, &wide], format!("{expected}\r\n{narrow_text}{expected}")),
        (vec![b"\xef\xbb\xbf", narrow, b"\xef\xbb\xbf", narrow], format!("{narrow_text}{narrow_text}")),
        (vec![b"\xff\xfe", &wide, b"\xff\xfe", &wide], format!("{expected}{expected}")),
        (vec![b"\xff\xfe", &wide, b"\xef\xbb\xbf", narrow], format!("{expected}{narrow_text}")),
        (vec![b"N\xe4me : EX01\r\n", &wide], format!("Näme : EX01\r\n{expected}")),
    ] {
        let source = read(&parts.concat());
        assert_eq!(source.text, text);
        assert!(!source.notes.is_empty());
        assert_eq!(source.binary, None);
    }
}

#[test]
fn wide_text_in_chinese_is_not_taken_for_narrow_text() {
    let text = "服务器名称上海数据中心\n上海数据中心服务器名称丰\nServer : EX01\n北京\n";
    let source = read(&[b"\xff\xfe".as_slice(), &utf16(text, u16::to_le_bytes)].concat());
    assert_eq!(source.text, text);
}

#[test]
fn damage_is_mended_and_told() {
    let source = read(b"\xff\xfeA\0\x3d\xd8B\0");
    assert_eq!((source.text.as_str(), source.notes.len()), ("A\u{fffd}B", 1));
    let source = read("Zoë\nZo\u{eb}".as_bytes().split_last().unwrap().1);
    assert_eq!((source.text.as_str(), source.encoding), ("Zoë\nZo\u{fffd}", "utf-8"));
    let source = read(b"Zo\xc3\xab\nM\xfcller\n");
    assert_eq!((source.text.as_str(), source.encoding), ("Zoë\nMüller\n", "utf-8"));
    let source = read("one\n\u{feff}two x\u{feff}y\n".as_bytes());
    assert_eq!(source.text, "one\ntwo x\u{feff}y\n");
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    assert!(read(b"PK\x03\x04\x14\0\0\0").binary.is_some_and(|what| what.contains("zip")));
    let noise: Vec<u8> = (0..5000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(read(&noise).binary.is_some());
    assert_eq!(read(b"").binary, None);
    assert_eq!(read(b"x").text, "x");
}

#[test]
fn clean_utf8_is_not_copied() {
    let bytes = "Name : EX01\n".repeat(1000).into_bytes();
    let place = bytes.as_ptr();
    assert_eq!(decode(bytes, SourceId(0), "a".into(), None).text.as_ptr(), place);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn text_survives_every_encoding_and_line_end(
        lines in proptest::collection::vec("[A-Za-z]{2,12} : [ -~äöüßéЖ漢]{0,40}", 1..12),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
    ) {
        let text = lines.iter().map(|line| format!("{line}{end}")).collect::<String>();
        for (mark, bytes) in [
            (b"".as_slice(), text.clone().into_bytes()),
            (b"\xef\xbb\xbf", text.clone().into_bytes()),
            (b"\xff\xfe", utf16(&text, u16::to_le_bytes)),
            (b"\xfe\xff", utf16(&text, u16::to_be_bytes)),
            (b"", utf16(&text, u16::to_le_bytes)),
            (b"", utf16(&text, u16::to_be_bytes)),
        ] {
            prop_assert_eq!(&read(&[mark, &bytes].concat()).text, &text);
        }
    }
}

#[test]
fn accents_among_plain_letters_are_not_kanji() {
    let source = read(b"Name : Clients pr\xe9f\xe9r\xe9s\r\nEnabled : False\r\n");
    assert_eq!((source.text.as_str(), source.encoding), ("Name : Clients préférés\r\nEnabled : False\r\n", "windows-1252"));
    let (kanji, _, _) = encoding_rs::SHIFT_JIS.encode("Name : 既定の受信コネクタ\r\nDomain : 東京都\r\n");
    assert_eq!(read(&kanji).encoding, "shift_jis");
}
