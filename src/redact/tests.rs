use super::*;
use crate::source::{SourceId, decode};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

struct File {
    source: Source,
    bytes: Vec<u8>,
}

fn file(name: &str, bytes: &[u8]) -> File {
    File { source: decode::decode(bytes.to_vec(), SourceId(0), name.to_owned(), None), bytes: bytes.to_vec() }
}

fn redacted(files: &[File], key: &mut Key) -> Redaction {
    let captures: Vec<_> = files.iter().map(|file| crate::capture::read(&file.source)).collect();
    let inputs: Vec<_> = files.iter().map(|file| &file.source).zip(&captures).collect();
    redact(&inputs, &[], key).unwrap()
}

fn one(text: &str) -> (Rewritten, Key) {
    let mut key = Key::default();
    let mut all = redacted(&[file("tenants/contoso/mixed.txt", text.as_bytes())], &mut key);
    (all.files.remove(0), key)
}

/// Redacts, writes, reads, restores and writes again.
fn there_and_back(files: &[File], key: &mut Key) -> (Redaction, Vec<Vec<u8>>) {
    let redaction = redacted(files, key);
    let key = Key::read("key.json", &key.write()).expect("a key that was written");
    let written: Vec<File> = files
        .iter()
        .zip(&redaction.files)
        .map(|(old, new)| {
            file(&new.name, &encode::like(&old.source, &new.text, None).unwrap_or_else(|| new.text.clone().into_bytes()))
        })
        .collect();
    let captures: Vec<_> = written.iter().map(|file| crate::capture::read(&file.source)).collect();
    let inputs: Vec<_> = written.iter().map(|file| &file.source).zip(&captures).collect();
    let restored = restore(&inputs, &key);
    let bytes = restored
        .iter()
        .zip(&written)
        .map(|(new, old)| encode::like(&old.source, &new.text, None).unwrap_or_else(|| new.text.clone().into_bytes()))
        .collect();
    assert!(restored.iter().zip(files).all(|(new, old)| new.name == old.source.name), "names come back");
    (redaction, bytes)
}

fn estates() -> Vec<Vec<File>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&root).expect("fixtures").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let files = |folder: PathBuf| {
        let entries =
            walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file());
        let read = entries.map(|entry| {
            let name = entry.path().strip_prefix(&folder).expect("below").to_string_lossy().into_owned();
            file(&name, &std::fs::read(entry.path()).expect("readable"))
        });
        read.collect()
    };
    folders.into_iter().map(files).collect()
}

const MIXED: &str = r#"[PS] C:\Users\adele\Desktop>Get-MapiVirtualDirectory | fl Identity,Server,*url*
Identity    : EX01\mapi (Default Web Site)
Server      : EX01
InternalUrl : https://EX01.corp.contoso.com/mapi
ExternalUrl : https://mail.contoso.co.uk/mapi
Dn          : CN=EX01,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Contoso Ltd,DC=corp,DC=contoso,DC=com
Address     : SMTP:Adele.Vance@contoso.com
Realm       : 0D3F9A1E-77b4-4f0e-8a53-2b1c5d6e7f80
Endpoint    : https://login.windows.net/contoso.onmicrosoft.com/x
AppId       : 00000002-0000-0ff1-ce00-000000000000/outlook.office365.com
Proxy       : 10.20.30.40 on version 15.2.221.12 (15.02.0221.012)
Thumbprint  : 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0
Table       : https://mail.conto...
Token       : Bearer abcdefghijklmnop1234
"#;

#[test]
fn names_get_pseudonyms_and_everything_else_stays() {
    let (new, key) = one(MIXED);
    insta::assert_snapshot!(new.text);
    assert_eq!(new.secrets, [(14, "a bearer token")]);
    assert_eq!(new.name, format!("tenants/{}/mixed.txt", key.words["contoso"]));
    assert!(!key.write().contains("abcdefghijklmnop1234"), "a secret is in no key");
}

#[test]
fn relations_are_kept() {
    let (new, key) = one(MIXED);
    let (host, domain) = (&key.words["ex01"], &key.words["contoso"]);
    for kept in [
        format!("https://{}.corp.{domain}.com/mapi", host.to_uppercase()),
        format!("Identity    : {}\\mapi (Default Web Site)", host.to_uppercase()),
        format!("https://mail.{domain}.co.uk/mapi"),
        format!("DC=corp,DC={domain},DC=com"),
        format!("login.windows.net/{domain}.onmicrosoft.com/x"),
        format!("https://mail.{}...", &domain[..5]),
        "00000002-0000-0ff1-ce00-000000000000/outlook.office365.com".to_owned(),
        "15.2.221.12 (15.02.0221.012)".to_owned(),
    ] {
        assert!(new.text.contains(&kept), "{kept} in\n{}", new.text);
    }
    for (old, new) in MIXED.lines().zip(new.text.lines()) {
        assert_eq!(old.chars().count(), new.chars().count());
    }
}

#[test]
fn values_that_wrap_within_a_word_are_found() {
    let list = "\
[PS] C:\\>Get-AutodiscoverVirtualDirectory | fl Identity,InternalUrl,ExternalUrl

Identity    : EX01\\Autodiscover (Default Web Site)
InternalUrl : https://autodiscover.northwind-traders-europe.example.com/Autodis
              cover/Autodiscover.xml
ExternalUrl : https://a-very-long-name-of-a-host-in-the-perimeter.north
              wind-traders-europe.example.com/x
";
    let source = file("x.txt", list.as_bytes());
    let capture = crate::capture::read(&source.source);
    if capture.records.is_empty() {
        println!("the list reader is not there");
        return;
    }
    let (new, key) = one(list);
    assert!(key.words.contains_key("northwind"), "{:?}", key.words);
    assert!(!new.text.contains("north\n"), "{}", new.text);
    let (_, back) = there_and_back(&[file("x.txt", list.as_bytes())], &mut Key::default());
    assert_eq!(String::from_utf8_lossy(&back[0]), list);
}

#[test]
fn every_estate_comes_back_byte_for_byte() {
    for files in estates() {
        let mut key = Key::default();
        let (redaction, back) = there_and_back(&files, &mut key);
        assert!(redaction.learnt.masked.is_empty(), "{:?}", redaction.learnt.masked);
        for ((old, new), back) in files.iter().zip(&redaction.files).zip(&back) {
            assert_eq!(old.source.text.lines().count(), new.text.lines().count());
            if new.secrets.is_empty() && old.source.notes.is_empty() {
                assert_eq!(String::from_utf8_lossy(back), String::from_utf8_lossy(&old.bytes), "{}", old.source.name);
                assert_eq!(back, &old.bytes, "{}", old.source.name);
            }
        }
    }
}

#[test]
fn no_name_of_an_estate_is_left() {
    for files in estates() {
        let mut key = Key::default();
        let all = redacted(&files, &mut key);
        for file in &all.files {
            let text = file.text.to_lowercase();
            for name in ["contoso", "fabrikam", "northwind", "adele", "vance", "siciliani", "0d3f9a1e", "5a1e3c7d"] {
                assert!(!text.contains(name), "{name} in {}", file.name);
            }
            assert!(!tokens(&text).iter().any(|token| matches!(&text[token.start..token.end], "ex01" | "ex02")), "{}", file.name);
        }
    }
}

#[test]
fn a_key_makes_later_captures_agree() {
    let mut key = Key::default();
    redacted(&[file("a.txt", b"https://mail.contoso.com\n")], &mut key);
    let first = key.words["contoso"].clone();
    // The second capture holds a word that is a pseudonym already.
    let second = format!("https://ews.fabrikam.com https://mail.contoso.com {first}\n");
    let (redaction, back) = there_and_back(&[file("b.txt", second.as_bytes())], &mut key);
    assert!(redaction.files[0].text.contains(&format!("https://mail.{first}.com")));
    assert_eq!(redaction.files[0].text.matches(&first).count(), 1);
    assert_eq!(String::from_utf8_lossy(&back[0]), second);
}

#[test]
fn the_order_of_files_makes_no_difference() {
    let files =
        || vec![file("a.txt", b"https://mail.contoso.com\n"), file("b.txt", b"https://mail.fabrikam.com EX07\\owa (x)\n")];
    let (mut one, mut other) = (Key::default(), Key::default());
    redacted(&files(), &mut one);
    redacted(&files().into_iter().rev().collect::<Vec<_>>(), &mut other);
    assert_eq!(one, other);
}

#[test]
fn a_broken_key_is_refused() {
    for text in
        ["", "{}", r#"{"schema":"hmaudit-redact-key-1","words":{"a1":"b","c":"b"},"guids":{},"digests":{},"addresses":{}}"#]
    {
        let error = Key::read("key.json", text).map(|_| ()).expect_err("no key").to_string();
        assert!(error.starts_with("key.json is not a key of hmaudit redact"), "{error}");
    }
}

#[test]
fn a_word_behind_a_backslash_becomes_no_escape() {
    let words = ["caaaa00a", "ex01", "dag", "sales", "1a2b3c4d5e6f7a8b", "ca3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"];
    for word in words {
        for number in 0..40 {
            let text = format!("{{\"Path\": \"A\\{word}x{number:03}\", \"Host\": \"{word}\\{word}\"}}");
            let (_, back) = there_and_back(&[file("x.json", text.as_bytes())], &mut Key::default());
            assert_eq!(String::from_utf8_lossy(&back[0]), text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_comes_back(text in "(https://|SMTP:|@|\\\\|[A-Za-z0-9]{1,9}|[a-z]{3,6}\\.com|[.\\-/ \\n{}:ä日]|10\\.[0-9]{1,3}\\.1\\.7|[0-9a-f]{8}-1a2b-4c3d-8e4f-[0-9a-f]{12}|\\.\\.\\.){0,40}") {
        let (redaction, back) = there_and_back(&[file("x.txt", text.as_bytes())], &mut Key::default());
        if redaction.files[0].secrets.is_empty() {
            prop_assert_eq!(&back[0], text.as_bytes());
        }
        for secret in secret::secrets(&redaction.files[0].text) {
            prop_assert!(false, "a secret is left: {:?}", secret);
        }
    }
}
