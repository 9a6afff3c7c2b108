//! Input that nobody should give: a clear message and exit 2, or an entry in `skipped` where other input is fine. Fast, without a panic.

use crate::cli::run::Desk;
use std::time::{Duration, Instant};

/// Generous, for a debug build on a busy machine; a hang or a quadratic reader takes minutes.
const SECONDS: Duration = Duration::from_secs(60);

const CLIXML: &str = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";

#[test]
fn nothing_usable_alone() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><Objs><S>&c;</S></Objs>";
    let files: &[(&str, Vec<u8>, &str)] = &[
        ("empty.txt", Vec::new(), "no cmdlet output recognised"),
        ("blank.txt", b" \r\n\t\n".to_vec(), "no cmdlet output recognised"),
        ("notes.txt", b"Call the customer on Monday.\n".to_vec(), "no cmdlet output recognised"),
        ("a.zip", b"PK\x03\x04\x14\0\0\0\x08\0abc".to_vec(), "a zip archive"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a PNG picture"),
        ("a.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec(), "a program"),
        ("cut.json", b"{ \"Cmdlet\": \"Get-AuthServer\", \"Na".to_vec(), "the JSON is damaged or cut"),
        ("cut.xml", format!("{CLIXML}<Obj RefId=\"0\"><MS><S N=\"Identity\">EX01\\mapi").into_bytes(), "cut.xml:1:"),
        ("bomb.xml", bomb.as_bytes().to_vec(), "a DOCTYPE stands here"),
        ("deep.xml", format!("{CLIXML}{}", "<Obj RefId=\"0\"><LST>".repeat(100_000)).into_bytes(), "nested more than"),
        ("deep.json", format!("{{\"a\":{}", "[".repeat(100_000)).into_bytes(), "deep.json"),
        ("objects.json", format!("[{}1", "{\"a\":".repeat(100_000)).into_bytes(), "nested"),
    ];
    for (name, bytes, why) in files {
        let desk = Desk::new();
        desk.file(name, bytes);
        let started = Instant::now();
        desk.run(&["check", name]).exits(2).says(&[name, why, "hmaudit collect exchange"]);
        assert!(started.elapsed() < SECONDS, "{name} took {:?}", started.elapsed());
        desk.run(&["parse", name]).exits(2);
    }
}

#[test]
fn beside_good_captures_it_is_listed_and_the_verdict_stands() {
    let desk = Desk::with_estate("healthy");
    desk.file("captures/a.zip", b"PK\x03\x04\x14\0\0\0\x08\0abc").file("captures/empty.txt", "");
    desk.file("captures/bomb.xml", "<!DOCTYPE a [<!ENTITY b \"b\">]><Objs>&b;</Objs>");
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    assert_eq!(report["verdict"], "ready");
    let skipped: Vec<String> =
        report["skipped"].as_array().unwrap().iter().map(|skip| format!("{} {}", skip["path"], skip["why"])).collect();
    assert!(skipped.iter().any(|skip| skip.contains("a.zip") && skip.contains("zip archive")), "{skipped:?}");
    assert!(skipped.iter().any(|skip| skip.contains("bomb.xml") && skip.contains("DOCTYPE")), "{skipped:?}");
}

#[test]
fn a_capture_that_was_cut_anywhere_never_panics() {
    let desk = Desk::new();
    for file in ["clixml/authserver.xml", "json/windows-powershell.json", "csv/typed.csv", "xhcw/before-and-after.xhcw"] {
        let path = format!("{}/fixtures/captures/{file}", env!("CARGO_MANIFEST_DIR"));
        let whole = std::fs::read(path).unwrap();
        let name = file.replace('/', "-");
        for part in 0..6 {
            desk.file(&name, &whole[..whole.len() * part / 6]);
            let answer = desk.run(&["check", &name, "--fail-on", "never"]);
            assert!(matches!(answer.code, Some(2 | 3)), "{file} {part}: {answer:?}");
            assert!(!answer.err.contains("internal error"), "{answer:?}");
        }
    }
}

#[test]
fn paths_that_lead_nowhere() {
    let desk = Desk::with_estate("healthy");
    std::fs::create_dir(desk.path("empty")).unwrap();
    desk.run(&["check", "captures/onprem/mapo.txt"]).exits(2).says(&["there is no such file; did you mean captures/"]);
    desk.run(&["check", "empty"]).exits(2).says(&["empty: no file in it"]);
    desk.run(&["check", "captures/*.docx"]).exits(2).says(&["no file matches this pattern"]);
    desk.run(&["check", "captures/[.txt"]).exits(2).says(&["is malformed", "** for folders"]);
    desk.run(&["check", "captures/onprem/*.txt", "captures/onprem/*.json", "captures/tenants"]).exits(0);
}

#[test]
fn standard_input() {
    let desk = Desk::new();
    let text = "[PS] C:\\>Get-OrganizationConfig | fl OAuth2ClientProfileEnabled,MapiHttpEnabled\n\nOAuth2ClientProfileEnabled : True\nMapiHttpEnabled : False\n";
    let report = desk.pipe(&["check", "-", "--format", "json"], text.as_bytes()).exits(1).json();
    assert_eq!(report["inputs"][0]["path"], "-");
    desk.pipe(&["check", "-"], b"").exits(2).says(&["-: no cmdlet output recognised"]);
    // A file of that name is not standard input.
    desk.file("-", text);
    desk.pipe(&["check", "./-"], b"").exits(1);
}

#[test]
fn one_line_of_many_megabytes_takes_memory_in_proportion() {
    let desk = Desk::new();
    let size = 16 << 20;
    desk.file("line.txt", "a".repeat(size))
        .file("list.txt", format!("InternalUrl : {{{}", "https://a.example/, ".repeat(size / 20)));
    for name in ["line.txt", "list.txt"] {
        let started = Instant::now();
        let (code, peak) = peak_memory(&desk, &["check", name]);
        assert_eq!(code, Some(2), "{name}");
        assert!(started.elapsed() < SECONDS, "{name} took {:?}", started.elapsed());
        if let Some(peak) = peak {
            assert!(peak < 8 * size + (64 << 20), "{name}: {} MiB", peak >> 20);
        }
    }
}

/// Exit code and highest resident memory in bytes, where the system tells.
fn peak_memory(desk: &Desk, arguments: &[&str]) -> (Option<i32>, Option<usize>) {
    let mut child = desk.command(arguments).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let code = loop {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let highest = told
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|size| size.split_whitespace().next()?.parse::<usize>().ok());
        peak = highest.map(|size| size * 1024).or(peak);
        if let Some(ended) = child.try_wait().unwrap() {
            break ended.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    (code, peak)
}

#[test]
#[cfg(unix)]
fn links_devices_and_what_may_not_be_read() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let desk = Desk::with_estate("healthy");
    symlink(desk.path("captures"), desk.path("captures/loop")).unwrap();
    symlink("nowhere", desk.path("captures/dangling.txt")).unwrap();
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    let whys: Vec<&str> = report["skipped"].as_array().unwrap().iter().map(|skip| skip["why"].as_str().unwrap()).collect();
    assert!(
        whys.iter().any(|why| why.contains("link to a folder")) && whys.iter().any(|why| why.contains("link to nothing")),
        "{whys:?}"
    );

    desk.run(&["check", "/dev/zero"]).exits(2).says(&["/dev/zero: is a device"]);

    desk.file("secret.txt", "x");
    std::fs::set_permissions(desk.path("secret.txt"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(desk.path("secret.txt")).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    desk.run(&["check", "secret.txt"]).exits(2).says(&["secret.txt: cannot be opened"]);
}

#[test]
#[cfg(unix)]
fn names_of_files_cannot_act() {
    let desk = Desk::with_estate("healthy");
    let hostile = "captures/onprem/a\u{1b}[31m\nb\u{202e}.txt";
    desk.file(hostile, "[PS] C:\\>Get-OrganizationConfig | fl\n\nMapiHttpEnabled : False\n");
    for format in ["terminal", "json", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"] {
        let answer = desk.run(&["check", "captures", "--format", format]);
        assert!(matches!(answer.code, Some(0..=3)) && answer.code != Some(2), "{answer:?}");
        assert!(!answer.out.contains(['\u{1b}', '\u{202e}']), "{format}: {}", answer.out);
    }
    let answer = desk.run(&["parse", hostile]).exits(0);
    assert!(answer.out.contains("\\u{1b}"), "{answer:?}");
}

#[test]
fn a_wrong_encoding_is_no_crash() {
    let desk = Desk::with_estate("healthy");
    for encoding in ["utf-16le", "utf-16be", "ibm850", "shift_jis"] {
        let answer = desk.run(&["check", "captures", "--encoding", encoding, "--format", "json"]);
        assert!(matches!(answer.code, Some(0..=3)), "{encoding}: {answer:?}");
        assert!(!answer.err.contains("internal error"), "{answer:?}");
    }
    desk.run(&["check", "captures", "--encoding", "UTF-8"]).exits(0);
}
