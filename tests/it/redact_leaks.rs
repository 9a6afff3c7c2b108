//! After redaction no name is left, however it was written: escaped, wrapped, cut short, packed into a certificate, in the name of a file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser as _;
use hmaudit::cli::Cli;
use proptest::prelude::*;
use sha1::{Digest as _, Sha1};
use std::path::Path;

/// Files to redact: name and bytes.
type Files = Vec<(String, Vec<u8>)>;

/// Redacts through the program and gives back what it wrote, and the folder with `out` and `key.json` in it.
fn redacted(files: &Files) -> (Files, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (name, bytes) in files {
        let path = at("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    run(&["redact", &text(&at("in")), "--out", &text(&at("out")), "--key", &text(&at("key.json")), "-q"]);
    (read(&at("out")), folder)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn run(words: &[&str]) {
    let cli = Cli::parse_from(["hmaudit"].iter().chain(words));
    hmaudit::program::run(&cli.command).unwrap();
}

fn read(folder: &Path) -> Files {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (text(entry.path().strip_prefix(folder).unwrap()), std::fs::read(entry.path()).unwrap()))
        .collect()
}

/// The words by which somebody could be known.
#[derive(Debug, Clone)]
struct Secrets {
    server: String,
    host: String,
    domain: String,
    tenant: String,
    first: String,
    last: String,
    guid: String,
    thumbprint: String,
}

impl Secrets {
    fn each(&self) -> Vec<&str> {
        vec![&self.server, &self.host, &self.domain, &self.tenant, &self.first, &self.last, &self.guid, &self.thumbprint]
    }
}

fn secrets() -> impl Strategy<Value = Secrets> {
    // Letters that no word of the vocabulary has in such an order.
    let word = "[a-z]{2}q[wxj][a-z]{3}";
    let hex = |length: usize| prop::collection::vec(prop::sample::select(b"0123456789abcdef".to_vec()), length);
    let id = (hex(8), hex(4), hex(3), hex(3), hex(12));
    (word, word, word, word, word, word, id, hex(39)).prop_map(|(server, host, domain, tenant, first, last, id, thumbprint)| {
        let text = |hex: Vec<u8>| String::from_utf8(hex).unwrap();
        Secrets {
            server: format!("{server}01"),
            host: format!("{host}h"),
            domain: format!("{domain}d"),
            tenant: format!("{tenant}t"),
            first: format!("{first}f"),
            last: format!("{last}l"),
            guid: format!("{}-{}-4{}-a{}-{}", text(id.0), text(id.1), text(id.2), text(id.3), text(id.4)),
            thumbprint: format!("{}7", text(thumbprint)).to_uppercase(),
        }
    })
}

/// `text` with every letter of `word` written by `dress`.
fn dressed(text: &str, word: &str, dress: impl Fn(char) -> String) -> String {
    text.replace(word, &word.chars().map(dress).collect::<String>())
}

/// A certificate of the host, in DER.
fn certificate(secrets: &Secrets) -> Vec<u8> {
    let mut parameters = rcgen::CertificateParams::new(vec![format!("{}.{}.com", secrets.host, secrets.domain)]).unwrap();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(rcgen::DnType::CommonName, format!("{} {}", secrets.first, secrets.last));
    parameters.distinguished_name.push(rcgen::DnType::OrganizationName, secrets.domain.clone());
    let key = rcgen::KeyPair::generate().unwrap();
    parameters.self_signed(&key).unwrap().der().to_vec()
}

/// Captures that hold the secrets in every dress, and the thumbprint of the certificate in them.
fn captures(secrets: &Secrets) -> (Files, String) {
    let Secrets { server, host, domain, tenant, first, last, guid, thumbprint } = secrets;
    let der = certificate(secrets);
    let base64 = STANDARD.encode(&der);
    let lines = |width: usize, between: &str| {
        base64.as_bytes().chunks(width).map(String::from_utf8_lossy).collect::<Vec<_>>().join(between)
    };
    let numbers = |between: &str| der.iter().map(u8::to_string).collect::<Vec<_>>().join(between);
    let sha1: String = Sha1::digest(&der).iter().map(|byte| format!("{byte:02X}")).collect();
    let spaced = thumbprint.as_bytes().chunks(2).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ").to_lowercase();
    let raw: Vec<u8> = (0..40).step_by(2).map(|at| u8::from_str_radix(&thumbprint[at..at + 2], 16).unwrap()).collect();
    let key_identifier = STANDARD.encode(raw);
    let list = format!(
        "[PS] C:\\Users\\{first}>Get-MapiVirtualDirectory | fl Identity,Server,*url*\r\n\r\nIdentity    : {server}\\mapi (Default Web Site)\r\n\
         Server      : {server}\r\nInternalUrl : https://{host}.{domain}.com/mapi\r\nExternalUrl : https://{host}.{domain}.com/mapi\r\n\r\n\
         [PS] C:\\>Get-ExchangeCertificate | fl Thumbprint,Subject,RawData\r\n\r\nThumbprint : {thumbprint}\r\nSubject    : CN={host}.{domain}.com, O={domain}\r\n\
         RawData    : {{{}}}\r\n\r\nRealm : {guid}\r\nOwner : {first}.{last}@{domain}.com\r\nTenant : {tenant}.onmicrosoft.com\r\n",
        numbers(", "),
    );
    let half = |word: &str| word.len() / 2;
    let pad = "so it was said by somebody who knows more of it than we do, ";
    let wrapped = format!(
        "{pad}that {}\r\n{} is it\r\n{pad}{}\r\n      {}\r\n{pad}{}\r\n{}\r\n",
        &guid[..half(guid)],
        &guid[half(guid)..],
        &domain[..half(domain)],
        &domain[half(domain)..],
        &thumbprint[..half(thumbprint)],
        &thumbprint[half(thumbprint)..],
    );
    let cut = format!(
        "Identity        Realm          Thumbprint\n--------        -----          ----------\n{}...  {}...  {}...\n",
        &server[..6],
        &guid[..11],
        &thumbprint[..9],
    );
    let object = format!(
        r#"[{{"Identity":"{server}\\mapi (Default Web Site)","Server":"{server}","InternalUrl":"https://{host}.{domain}.com/mapi","Owner":"{first}%40{domain}.com"}}]"#
    );
    let json = secrets.each().iter().fold(object, |text, word| dressed(&text, word, |c| format!("\\u{:04x}", u32::from(c))));
    let objects = format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object</T></TN><Props>\
         <S N=\"Server\">{server}</S><S N=\"InternalUrl\">https://{host}.{domain}.com/ews</S></Props></Obj></Objs>"
    );
    let clixml = dressed(&dressed(&objects, server, |c| format!("_x{:04x}_", u32::from(c))), domain, |c| {
        format!("&#x{:x};", u32::from(c))
    });
    let certificates = format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\">\
         <T>Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate</T></TN><Props><BA N=\"RawData\">{base64}</BA>\
         <BA N=\"SerializationData\">{}</BA></Props></Obj></Objs>",
        STANDARD.encode(format!("{server}.{domain}.com ").repeat(9)),
    );
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines(64, "\n"));
    let graph = format!(
        "{{\"keyCredentials\":[{{\"customKeyIdentifier\":\"{key_identifier}\",\"raw\":[{}],\"pem\":\"{}\"}}],\"thumb\":\"{spaced}\",\"own\":\"{sha1}\"}}",
        numbers(",\n"),
        lines(64, "\\r\\n"),
    );
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let files = vec![
        (format!("tenants/{tenant}/{server}.txt"), list.clone().into_bytes()),
        ("onprem/wide.txt".to_owned(), utf16(&list)),
        ("onprem/prose.txt".to_owned(), wrapped.into_bytes()),
        ("onprem/table.txt".to_owned(), cut.into_bytes()),
        ("onprem/mapi.json".to_owned(), json.into_bytes()),
        ("onprem/ews.xml".to_owned(), clixml.into_bytes()),
        ("onprem/certificates.xml".to_owned(), certificates.into_bytes()),
        (format!("onprem/{host}.{domain}.com.pem.txt"), pem.into_bytes()),
        ("onprem/graph.json".to_owned(), graph.into_bytes()),
    ];
    (files, sha1)
}

/// A text without any dress: escapes read, lines joined, material decoded, letter case gone.
fn undressed(name: &str, bytes: &[u8]) -> String {
    let source = hmaudit::source::decode::decode(bytes.to_vec(), hmaudit::source::SourceId(0), name.to_owned(), None);
    let mut all = vec![name.to_owned(), source.text.clone()];
    all.push(source.text.lines().map(str::trim).collect());
    let unescape = |pattern: &str, text: &str| {
        let escape = regex::Regex::new(pattern).unwrap();
        let read = |found: &regex::Captures<'_>| {
            u32::from_str_radix(&found[1], 16).ok().and_then(char::from_u32).map(String::from).unwrap_or_default()
        };
        escape.replace_all(text, read).into_owned()
    };
    all.push(
        [r"\\u([0-9a-fA-F]{4})", r"_x([0-9a-fA-F]{4})_", r"&#x([0-9a-f]+);", r"%([0-9a-fA-F]{2})"]
            .iter()
            .fold(source.text.clone(), |text, pattern| unescape(pattern, &text)),
    );
    let chunks = regex::Regex::new(r"(?:[A-Za-z0-9+/]{8,}(?:\s|\\r\\n)*)+={0,2}").unwrap();
    let decoded = |text: &str| {
        let squeezed: String = text.replace("\\r\\n", "").split_whitespace().collect();
        let whole = &squeezed[..squeezed.len() / 4 * 4];
        STANDARD.decode(whole).map(|bytes| format!("{} {}", String::from_utf8_lossy(&bytes), hex(&bytes))).unwrap_or_default()
    };
    all.extend(chunks.find_iter(&source.text).map(|found| decoded(found.as_str())));
    let numbers = regex::Regex::new(r"(?:\d{1,3}\s*,\s*){9,}\d{1,3}").unwrap();
    all.extend(numbers.find_iter(&source.text).map(|found| {
        let bytes: Vec<u8> = found.as_str().split(',').filter_map(|number| number.trim().parse().ok()).collect();
        format!("{} {}", String::from_utf8_lossy(&bytes), hex(&bytes))
    }));
    let pairs = regex::Regex::new(r"(?:[0-9a-f]{2} ){9,}[0-9a-f]{2}").unwrap();
    all.extend(pairs.find_iter(&source.text).map(|found| found.as_str().replace(' ', "")));
    all.join("\n").to_lowercase()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_name_is_left_in_any_dress(secrets in secrets()) {
        let (files, sha1) = captures(&secrets);
        let (new, _folder) = redacted(&files);
        prop_assert_eq!(new.len(), files.len());
        let before: String = files.iter().map(|(name, bytes)| undressed(name, bytes)).collect();
        for word in secrets.each() {
            prop_assert!(before.contains(&word.to_lowercase()), "the test can see {}", word);
        }
        for (name, bytes) in &new {
            let text = undressed(name, bytes);
            for word in secrets.each().into_iter().chain([sha1.as_str()]) {
                prop_assert!(!text.contains(&word.to_lowercase()), "{} is left in {}:\n{}", word, name, text);
            }
            for beginning in [&secrets.server[..6], &secrets.guid[..11], &secrets.thumbprint[..9]] {
                prop_assert!(!text.contains(&beginning.to_lowercase()), "{} is left in {}:\n{}", beginning, name, text);
            }
        }
    }

    #[test]
    fn the_key_brings_every_dress_back(secrets in secrets()) {
        let (files, _) = captures(&secrets);
        let (_, folder) = redacted(&files);
        let at = |name: &str| text(&folder.path().join(name));
        run(&["redact", &at("out"), "--out", &at("back"), "--key", &at("key.json"), "--reverse", "-q"]);
        let mut wanted = files;
        wanted.sort();
        for ((old_name, old), (new_name, new)) in wanted.iter().zip(&read(&folder.path().join("back"))) {
            prop_assert_eq!(old_name, new_name);
            prop_assert_eq!(String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        }
    }
}

#[test]
fn a_certificate_keeps_its_dates_and_its_thumbprint_elsewhere_follows() {
    let secrets = Secrets {
        server: "exmail01".to_owned(),
        host: "mailer".to_owned(),
        domain: "contoso".to_owned(),
        tenant: "fabrikam".to_owned(),
        first: "adele".to_owned(),
        last: "vance".to_owned(),
        guid: "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80".to_owned(),
        thumbprint: "5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0".to_owned(),
    };
    let (files, _) = captures(&secrets);
    let (new, _folder) = redacted(&files);
    let fields = |files: &Files| {
        let (name, bytes) = files.iter().find(|(name, _)| name.ends_with("certificates.xml")).unwrap();
        let source = hmaudit::source::decode::decode(bytes.clone(), hmaudit::source::SourceId(0), name.clone(), None);
        let capture = hmaudit::capture::read(&source);
        let value = |name: &str| match &capture.records[0].field(name).unwrap().raw {
            hmaudit::capture::Raw::Scalar(text) => text.to_string(),
            other => panic!("{other:?}"),
        };
        (value("NotBefore"), value("NotAfter"), value("Thumbprint"), value("Subject"))
    };
    let (old, redacted) = (fields(&files), fields(&new));
    assert_eq!((&old.0, &old.1), (&redacted.0, &redacted.1), "the dates stay");
    assert_ne!(old.2, redacted.2);
    assert!(!redacted.3.contains("contoso") && !redacted.3.contains("adele"), "{}", redacted.3);
    let graph = String::from_utf8_lossy(&new.iter().find(|(name, _)| name.ends_with("graph.json")).unwrap().1).into_owned();
    assert!(graph.contains(&format!("\"own\":\"{}\"", redacted.2)), "{} in {graph}", redacted.2);
}

#[test]
fn the_manifest_of_a_collected_folder_fits_the_redacted_files() {
    let capture = "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,InternalUrl\n\nIdentity    : EX01\\mapi (Default Web Site)\nInternalUrl : https://mail.contoso.com/mapi\n";
    let manifest = |digest: &str, other: &str| {
        format!(
            "{{\"Collector\":\"hmaudit collect exchange\",\"Started\":\"2026-11-19T10:00:00Z\",\"Finished\":\"2026-11-19T11:00:00Z\",\"Failures\":[],\
             \"Files\":[{{\"Path\":\"EX01.txt\",\"Sha256\":\"{digest}\"}},{{\"Path\":\"changed.txt\",\"Sha256\":\"{other}\"}}]}}"
        )
    };
    let good = hmaudit::digest::sha256_hex(capture.as_bytes()).to_uppercase();
    let files = vec![
        ("EX01.txt".to_owned(), capture.as_bytes().to_vec()),
        ("changed.txt".to_owned(), b"Name : EX01\nFqdn : ex01.contoso.com\n".to_vec()),
        ("manifest.json".to_owned(), manifest(&good, &"0a".repeat(32)).into_bytes()),
    ];
    let (new, folder) = redacted(&files);
    let find = |part: &str| new.iter().find(|(name, _)| name.contains(part)).unwrap();
    let manifest = String::from_utf8_lossy(&find("manifest").1).into_owned();
    let (name, bytes) = new.iter().find(|(_, bytes)| bytes.starts_with(b"[PS]")).unwrap();
    assert_ne!(name, "EX01.txt");
    assert!(manifest.contains(name.as_str()), "{name} in {manifest}");
    assert!(manifest.contains(&hmaudit::digest::sha256_hex(bytes).to_uppercase()), "{manifest}");
    assert!(!manifest.contains(&hmaudit::digest::sha256_hex(&find("changed").1)), "what was changed before stays changed");
    let at = |name: &str| text(&folder.path().join(name));
    run(&["redact", &at("out"), "--out", &at("back"), "--key", &at("key.json"), "--reverse", "-q"]);
    let mut wanted = files;
    wanted.sort();
    assert_eq!(read(&folder.path().join("back")), wanted, "and back");
}
