//! What may stay in redacted captures is an allow-list: whatever else stands in a capture is gone afterwards, also where nothing tells that it is a name,
//! in every form of capture and in every dress.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser as _;
use hmaudit::cli::Cli;
use proptest::prelude::*;
use std::path::Path;

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn run(words: &[&str]) -> miette::Result<()> {
    let cli = Cli::parse_from(["hmaudit"].iter().chain(words));
    hmaudit::program::run(&cli.command).map(|_| ())
}

/// A file redacted through the program: its text, and the key.
fn redacted(name: &str, capture: &[u8]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    std::fs::create_dir(at("in")).unwrap();
    std::fs::write(folder.path().join("in").join(name), capture).unwrap();
    run(&["redact", &at("in"), "--out", &at("out"), "--key", &at("key.json"), "-q"]).unwrap();
    let mut all = String::new();
    for entry in walkdir::WalkDir::new(at("out")).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        let source = hmaudit::source::decode::decode(bytes, hmaudit::source::SourceId(0), "x".to_owned(), None);
        all.push_str(&source.text);
    }
    (all, std::fs::read_to_string(at("key.json")).unwrap())
}

/// Asserts that none of `names` is left of a capture, in any letter case.
#[track_caller]
fn assert_gone(capture: &str, names: &[&str]) {
    let (new, _) = redacted("capture.txt", capture.as_bytes());
    let new = new.to_lowercase();
    for name in names {
        assert!(capture.to_lowercase().contains(&name.to_lowercase()), "the capture holds {name}");
        assert!(!new.contains(&name.to_lowercase()), "{name} is left:\n{new}");
    }
}

/// Asserts that none of `secrets` is left, neither in the capture nor in the key.
#[track_caller]
fn assert_removed(capture: &str, secrets: &[&str]) {
    let (new, key) = redacted("capture.txt", capture.as_bytes());
    for secret in secrets {
        assert!(capture.contains(secret), "the capture holds {secret}");
        assert!(!new.contains(secret), "{secret} is left:\n{new}");
        assert!(!key.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in the key");
    }
}

#[test]
fn names_behind_the_colours_of_a_terminal() {
    assert_gone(
        "\u{1b}[32;1mName       : \u{1b}[0mWingtipEx\u{1b}[0m\n\u{1b}[32;1mServer : \u{1b}[0mWT-MBX7\u{1b}[0m\n",
        &["wingtip", "mbx7"],
    );
    assert_gone("[31;1mName[0mWingtipEx[0m\n^[[1mwoodgrove^[[0m\n", &["wingtip", "woodgrove"]);
    assert_gone("{\"m\": \"\\u001b[31mWoodgrove\\u001b[0m on \\u001b[1mWGEX7\\u001b[0m\"}\n", &["woodgrove", "wgex7"]);
    assert_gone("Name : Wood\u{1b}[1mgrove\u{1b}[0m\nFqdn : woodgrove.com\n", &["woodgrove", "wood"]);
}

#[test]
fn addresses_that_look_like_builds() {
    assert_gone(
        "InternalUrl : https://15.2.100.7/owa\nRelay from 15.1.44.9 at once\nip=14.3.12.201\n{\"client\":\"15.0.13.9\"}\nhttps://15.1.2.3:444/ews\n[15.2.7.8]\n",
        &["15.2.100.7", "15.1.44.9", "14.3.12.201", "15.0.13.9", "15.1.2.3", "15.2.7.8"],
    );
    let (new, _) = redacted(
        "builds.txt",
        b"AdminDisplayVersion : Version 15.2 (Build 221.12)\nProductVersion : 15.2.221.12\nExchangeVersion : 0.20 (15.0.0.0)\nFileVersion : 15.02.0221.012\nX-OWA-Version: 15.2.221.12\n",
    );
    for build in [
        "Version 15.2 (Build 221.12)",
        "ProductVersion : 15.2.221.12",
        "0.20 (15.0.0.0)",
        "15.02.0221.012",
        "X-OWA-Version: 15.2.221.12",
    ] {
        assert!(new.contains(build), "{build} in {new}");
    }
}

#[test]
fn sids_accounts_and_long_numbers() {
    assert_gone(
        "User : S-1-5-21-1004336348-1177238915-682003330-1105\nOwner : WOODGROVE\\kdavis\nManagedBy : woodgrove.com/Staff/Kim Davis\nPhone : +49 89 30917704\n",
        &["1004336348", "1177238915", "682003330", "woodgrove", "kdavis", "davis", "kim", "30917704"],
    );
    let (new, _) = redacted("sids.txt", b"S-1-5-18 S-1-5-32-544 S-1-5-21-1004336348-1177238915-682003330-500\n");
    assert!(new.contains("S-1-5-18 S-1-5-32-544 S-1-5-21-") && new.contains("-500"), "{new}");
}

#[test]
fn headers_of_transcripts_in_other_languages() {
    assert_gone(
        "Windows PowerShell-Aufzeichnung gestartet\nBenutzername: WOODGROVE\\kdavis\nComputer: WGEX7 (Microsoft Windows NT 10.0.17763.0)\n",
        &["woodgrove", "kdavis", "wgex7"],
    );
    assert_gone("Nom d'utilisateur : WOODGROVE\\kdavis\nOrdinateur : WGEX7\n", &["woodgrove", "kdavis", "wgex7"]);
    assert_gone(
        "用户名: WOODGROVE\\kdavis\n计算机: WGEX7\nユーザー名: 山田花子\n",
        &["woodgrove", "kdavis", "wgex7", "山田花子"],
    );
}

#[test]
fn prompts_shares_warnings_and_logs() {
    assert_gone(
        "[wgex7.woodgrove.com]: PS C:\\Users\\kdavis\\Documents> Get-Date\n[WGEX8]: PS>Get-Date\n",
        &["wgex7", "woodgrove", "kdavis", "wgex8"],
    );
    assert_gone(
        "Saved to \\\\wgfs3\\transfer$\\hma and \\\\10.1.2.3\\c$\nrobocopy \\\\wgnas\\dept x\n",
        &["wgfs3", "10.1.2.3", "wgnas"],
    );
    assert_gone(
        "WARNING: The server WGEX9 could not be reached.\n2026-11-21 10:00 connected to wgdc4 as svc_wg\nVERBOSE: Connecting to WGEX10.\n",
        &["wgex9", "wgdc4", "svc_wg", "wgex10"],
    );
}

#[test]
fn headers_of_answers() {
    assert_gone(
        "X-FEServer: WGEX7\nX-BEServer: WGEX8\nX-CalculatedBETarget: wgex8.woodgrove.com\nServer: Microsoft-IIS/10.0\n",
        &["wgex7", "wgex8", "woodgrove"],
    );
    assert_gone("{\"X-FEServer\":\"WGEX7\",\"X-DiagInfo\":[\"WGEX8\"]}\n", &["wgex7", "wgex8"]);
    assert_gone("< x-feserver: wgex7\r\n< X-TargetBEServer: wgex8.wg.local\r\n", &["wgex7", "wgex8", "wg.local"]);
    assert_removed(
        "Set-Cookie: X-BackEndCookie=S-1-5-21=rJqNiZqNgZHQ; path=/owa\nCookie: cadata=qWeRtY12; cadataKey=zZyYxX\n",
        &["rJqNiZqNgZHQ", "qWeRtY12", "zZyYxX"],
    );
}

#[test]
fn reasons_policies_and_file_names() {
    assert_gone(
        "[PS] C:\\>Get-AuthenticationPolicy | fl Name\n\nName : Block Basic Woodgrove\n\n[PS] C:\\>Get-SettingOverride | fl Name,Reason\n\nName   : WgHma\nReason : Asked for by Kim Davis in WGCHG0042\n",
        &["woodgrove", "wghma", "kim", "davis", "wgchg0042"],
    );
    assert_gone("Comment : siehe Vorgang von Nadja Brandl, Abteilung Posteingang\n", &["nadja", "brandl", "posteingang"]);
    assert_gone("Notes : as agreed with Proseware's consultants (Lindqvist)\n", &["proseware", "lindqvist"]);
}

#[test]
fn short_domains_and_names() {
    assert_gone("ExternalUrl : https://mail.bp.com/mapi\nOwner : BP\\jo\nName : bp\n", &["bp"]);
    assert_gone("ExternalUrl : https://mail.ey.co.uk/mapi\nx : DC=ey,DC=co,DC=uk\n", &["ey"]);
    assert_gone("ExternalUrl : https://x1.hq7.net/mapi\nServer : x1\n", &["x1", "hq7"]);
    assert_gone(
        "ExternalUrl : https://mail.target.com/mapi\nDn : CN=EX,DC=target,DC=com\nUser : TARGET\\kdavis\n",
        &["mail.target", "dc=target", "target\\"],
    );
}

#[test]
fn material_below_a_hundred_characters() {
    for name in ["WOODGROVE-EX7", "woodgrove.com", "kdavis@woodgrove.com"] {
        let base64 = STANDARD.encode(name);
        assert_gone(&format!("State : {base64}\n"), &[base64.trim_end_matches('=')]);
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = STANDARD.encode(wide);
        assert_gone(&format!("<S N=\"State\">{wide}</S>\n"), &[wide.trim_end_matches('=')]);
        let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert_gone(&format!("State : {hex}\n"), &[&hex]);
    }
}

#[test]
fn secrets_are_taken_out_and_not_kept_in_the_key() {
    assert_removed("$pw = \"Herbst!2026 xyz\"\n$adminSecret = 'tr0ub4dor'\n", &["Herbst!2026", "tr0ub4dor"]);
    assert_removed(
        "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPx\nAWS_ACCESS_KEY_ID=AKIAQ7WERTYUIOPASDFG\n",
        &["wJalrXUtnFEMIK7MDENGbPx", "AKIAQ7WERTYUIOPASDFG"],
    );
    assert_removed("\"client_secret\": \"a1~Q8abc\", \"apiKey\":\"k3yk3yk3y\"\n", &["a1~Q8abc", "k3yk3yk3y"]);
    assert_removed("curl -u kdavis:wort4711 https://x.example/\nhttps://kdavis:wort4712@x.example/\n", &["wort4711", "wort4712"]);
    assert_removed(
        "Server=db;User Id=sa;Password=G3heim-db;\nAccountKey=Zm9vYmFyYmF6cXV4;\n",
        &["G3heim-db", "Zm9vYmFyYmF6cXV4"],
    );
    assert_removed(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A1B\n\nMIIEpAIBAAKCAQEAqwerty\nuiopasdf/gh+jk==\n-----END RSA PRIVATE KEY-----\n",
        &["MIIEpAIBAAKCAQEAqwerty", "uiopasdf"],
    );
    assert_removed(
        "Connect-X -Credential (New-Object PSCredential('kdavis', (ConvertTo-SecureString 'Pa55 wort' -AsPlainText -Force)))\n",
        &["Pa55 wort"],
    );
}

#[test]
fn what_a_person_has_to_judge_is_in_the_key() {
    let (new, key) =
        redacted("x.txt", b"[PS] C:\\>Get-ExchangeServer | fl Name,Fqdn\n\nName : sunday\nFqdn : sunday.woodgrove.com\n");
    assert!(new.contains("sunday"), "{new}");
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    assert!(key["report"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().starts_with("sunday was kept")), "{key}");
}

#[test]
fn pages_mails_and_archives_are_never_copied() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    std::fs::create_dir(at("in")).unwrap();
    std::fs::write(at("in/a.txt"), "Name : EX01\nFqdn : ex01.woodgrove.com\n").unwrap();
    std::fs::write(at("in/b.pdf"), b"%PDF-1.7 woodgrove").unwrap();
    std::fs::write(at("in/c.rtf"), "{\\rtf1\\ansi woodgrove\\par}").unwrap();
    std::fs::write(
        at("in/d.html"),
        "<html><head><meta name=x content=woodgrove></head><body><!-- woodgrove --><p>Name : wood<b>grove</b></p></body></html>",
    )
    .unwrap();
    std::fs::write(
        at("in/e.eml"),
        "From: kim@woodgrove.com\nSubject: Woodgrove\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nName : wood=67rove\n",
    )
    .unwrap();
    run(&["redact", &at("in"), "--out", &at("out"), "-q"]).unwrap();
    for entry in walkdir::WalkDir::new(at("out")).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let bytes = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).to_lowercase();
        assert!(!bytes.contains("woodgrove") && !bytes.contains("grove"), "{}: {bytes}", entry.path().display());
        assert!(
            !bytes.contains("%pdf") && !bytes.contains("rtf1") && !bytes.contains("mime-version"),
            "{}",
            entry.path().display()
        );
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    std::fs::create_dir(at("in")).unwrap();
    std::fs::create_dir(at("else")).unwrap();
    std::fs::write(at("in/a.txt"), "Name : EX01\nFqdn : ex01.woodgrove.com\n").unwrap();
    std::fs::write(at("else/environ"), "HOME : proseware\n").unwrap();
    std::os::unix::fs::symlink(at("else/environ"), at("in/b.txt")).unwrap();
    std::os::unix::fs::symlink(at("else"), at("in/more")).unwrap();
    run(&["redact", &at("in"), "--out", &at("out"), "-q"]).unwrap();
    let written = walkdir::WalkDir::new(at("out")).into_iter().flatten().filter(|entry| entry.file_type().is_file()).count();
    assert_eq!(written, 1);
}

#[test]
fn reports_about_redacted_captures_are_turned_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    std::fs::create_dir(at("in")).unwrap();
    std::fs::write(
        at("in/mapi.txt"),
        "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,Server,InternalUrl\n\nIdentity    : WGEX7\\mapi (Default Web Site)\nServer      : WGEX7\nInternalUrl : https://mail.woodgrove.com/mapi\n",
    )
    .unwrap();
    run(&["redact", &at("in"), "--out", &at("out"), "--key", &at("key.json"), "-q"]).unwrap();
    std::fs::create_dir(at("reports")).unwrap();
    for form in ["json", "html", "md", "csv", "sarif"] {
        run(&["check", &at("out"), "-q", "-o", &at(&format!("reports/report.{form}"))]).unwrap();
    }
    run(&["redact", &at("reports"), "--out", &at("back"), "--key", &at("key.json"), "--reverse", "-q"]).unwrap();
    for form in ["json", "html", "md", "csv", "sarif"] {
        let back = std::fs::read_to_string(at(&format!("back/report.{form}"))).unwrap();
        assert!(back.to_lowercase().contains("woodgrove") && back.contains("WGEX7"), "{form}: {back}");
        assert!(std::fs::read_to_string(at(&format!("reports/report.{form}"))).unwrap().find("woodgrove").is_none());
    }
}

/// How a name may be written.
fn dresses(name: &str) -> Vec<(&'static str, String)> {
    let each = |dress: &dyn Fn(char) -> String| name.chars().map(dress).collect::<String>();
    vec![
        ("plain", name.to_owned()),
        ("capitals", name.to_uppercase()),
        ("percent", each(&|c| format!("%{:02x}", c as u32))),
        ("json", each(&|c| format!("\\u{:04x}", c as u32))),
        ("clixml", each(&|c| format!("_x{:04x}_", c as u32))),
        ("xml", each(&|c| format!("&#x{:x};", c as u32))),
        ("base64", STANDARD.encode(name)),
        ("wide", STANDARD.encode(name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())),
        ("hex", name.bytes().map(|byte| format!("{byte:02x}")).collect()),
        ("coloured", format!("\u{1b}[1m{name}\u{1b}[0m")),
        ("fullwidth", each(&|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c).to_string())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// A word that is not in the vocabulary, anywhere in anything: it is gone, in whatever dress it was.
    #[test]
    fn whatever_is_no_vocabulary_is_gone(
        name in "[a-z]{2}q[wxj][a-z]{1,4}",
        frame in prop::sample::select(vec![
            "Name : {}\n", "x {} y\n", "{}\n", "https://mail.{}.com/x\n", "DC={},DC=com\n", "\"{}\": \"{}\"\n", "<S N=\"A\">{}</S>\n",
            "{},{},x\n", "\\\\{}\\c$\n", "[{}]: PS>\n", "WARNING: {} is slow.\n", "EX01\\{}\n", "a@{}.org\n", "$x.{} = 1\n", "-{} x\n", "  {}  {}\n",
        ]),
        which in 0..11_usize,
    ) {
        let (dress, written) = dresses(&name).swap_remove(which);
        let capture = frame.replace("{}", &written);
        let (new, _) = redacted("x.txt", capture.as_bytes());
        prop_assert!(!new.to_lowercase().contains(&written.to_lowercase()), "{}: {} in {}", dress, written, new);
        prop_assert!(!new.to_lowercase().contains(&name), "{}: {} in {}", dress, name, new);
    }
}

#[test]
fn words_of_the_readers_stay_and_invented_names_do_not() {
    for word in ["Identity", "ServicePrincipalNames", "hmaudit", "doubtful", "Collector", "negotiate", "WARNING", "AVERTISSEMENT"]
    {
        assert!(hmaudit::redact::allowlist::stays(word), "{word}");
    }
    for name in ["contoso", "fabrikam", "adatum", "northwind", "tailspin", "woodgrove", "Adele", "Vance", "EX01", "ex02"] {
        assert!(!hmaudit::redact::allowlist::stays(name), "{name}");
    }
}
