//! The program for Windows, run by Wine: what it reads, prints and writes is what it is on Linux, byte for byte. `HMAUDIT_EXE` names it (`.ci/targets build
//! windows`), as it is in .ci/run; skipped aloud without that variable, and only then.

#![cfg(target_os = "linux")]

use crate::cli::run::Desk;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Wine 8 lacks the library that Rust takes random numbers from; this is all that is used of it.
const RANDOM: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) { return SystemFunction036(data, (ULONG)length); }
";

/// Wine with a drive of its own, and the program beside the library that it needs there.
struct Wine {
    wine: PathBuf,
    program: PathBuf,
    home: PathBuf,
}

/// One for all tests: a drive takes seconds to make.
#[allow(clippy::print_stdout, reason = "a skipped test is told of")]
fn wine() -> Option<&'static Wine> {
    static WINE: OnceLock<Option<Wine>> = OnceLock::new();
    WINE.get_or_init(|| found().map_err(|why| println!("skipped: {why}")).map(|(wine, program)| Wine::new(wine, &program)).ok())
        .as_ref()
}

fn found() -> Result<(PathBuf, PathBuf), String> {
    let program = std::env::var_os("HMAUDIT_EXE").ok_or("HMAUDIT_EXE names no program (.ci/targets build windows)")?;
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(program);
    assert!(program.is_file(), "HMAUDIT_EXE: there is no {}", program.display());
    let places = ["/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine"];
    let wine = places.iter().map(PathBuf::from).find(|path| path.is_file());
    Ok((wine.expect("Wine, to run HMAUDIT_EXE (Debian: apt-get install wine64)"), program))
}

impl Wine {
    fn new(wine: PathBuf, program: &Path) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
        fs::create_dir_all(&home).unwrap();
        let place = home.join("hmaudit.exe");
        fs::copy(program, &place).unwrap();
        let source = home.join("random.c");
        fs::write(&source, RANDOM).unwrap();
        let built = Command::new("x86_64-w64-mingw32-gcc")
            .args(["-shared", "-O1", "-o"])
            .arg(home.join("bcryptprimitives.dll"))
            .arg(&source)
            .arg("-ladvapi32")
            .status();
        assert!(built.is_ok_and(|status| status.success()), "x86_64-w64-mingw32-gcc (Debian: gcc-mingw-w64-x86-64)");
        Self { wine, program: place, home }
    }

    /// The program in a folder, with the day that the fixtures are judged by.
    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.wine);
        command.arg(&self.program).args(arguments).current_dir(folder);
        command.env("WINEPREFIX", self.home.join("drive")).env("WINEDEBUG", "-all");
        command.env("WINEDLLOVERRIDES", "bcryptprimitives=n;mscoree=;mshtml=").env("HMAUDIT_AS_OF", "2026-11-21");
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.command(folder, arguments).output().unwrap()
    }

    /// The folder as a path of Windows: Wine's drive Z is the root.
    fn path(folder: &Path) -> String {
        format!("Z:{}", folder.display()).replace('/', "\\")
    }

    #[track_caller]
    fn refuses(&self, folder: &Path, arguments: &[&str], words: &str) {
        let output = self.run(folder, arguments);
        let told = String::from_utf8_lossy(&output.stderr).replace("\n  │ ", " ");
        assert_eq!((output.status.code(), told.contains(words)), (Some(2), true), "{arguments:?}: {told}");
    }
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = found.map(|entry| {
        let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).unwrap())
    });
    named.collect()
}

/// Runs both programs with the same arguments in two folders alike, and compares all that comes out.
#[track_caller]
fn alike(wine: &Wine, linux: &Desk, windows: &Desk, arguments: &[&str]) {
    let expected = linux.command(arguments).output().unwrap();
    let found = wine.run(&windows.path(""), arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(found.status.code(), expected.status.code(), "{arguments:?}: {}", text(&found.stderr));
    assert!(
        found.stdout == expected.stdout,
        "{arguments:?} prints\n{}\nand not\n{}",
        text(&found.stdout),
        text(&expected.stdout)
    );
    assert_eq!(text(&found.stderr), text(&expected.stderr), "{arguments:?}");
}

#[test]
fn every_command_does_the_same_with_every_estate() {
    let Some(wine) = wine() else { return };
    let estates = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates");
    for estate in fs::read_dir(estates).unwrap() {
        let name = estate.unwrap().file_name().into_string().unwrap();
        let (linux, windows) = (Desk::with_estate(&name), Desk::with_estate(&name));
        for arguments in [
            &["check", "captures", "-o", "r.json", "-o", "r.html", "-o", "r.sarif", "-o", "r.md", "-o", "r.csv", "-o", "r.xml"][..],
            &["check", "captures", "--format", "ndjson", "--next", "next"],
            &["plan", "captures", "--format", "json"],
            &["remediate", "captures", "--out", "fix"],
            &["verify-script", "fix"],
            &["redact", "captures", "--out", "shown"],
            &["diff", "r.json", "captures"],
            &["collect", "exchange", "--for", "captures"],
            &["clients", "captures"],
        ] {
            alike(wine, &linux, &windows, arguments);
        }
        let (expected, found) = (files(&linux.path("")), files(&windows.path("")));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{name}");
        for (file, bytes) in expected {
            assert!(found[&file] == bytes, "{name}: {file}");
        }
    }
}

#[test]
fn paths_are_named_as_people_there_name_them() {
    let Some(wine) = wine() else { return };
    let desk = Desk::with_estate("healthy");
    let folder = desk.path("");
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = wine.run(&folder, &[&["check", "--format", "json"], arguments].concat());
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
    };
    let inputs = |report: &serde_json::Value| -> Vec<String> {
        report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap().to_owned()).collect()
    };
    let all = inputs(&json(&["captures"]));
    assert!(all.contains(&"captures/onprem/mapi.txt".to_owned()), "{all:?}");
    let whole = Wine::path(&desk.path("captures"));
    let long = format!(r"\\?\{whole}");
    for given in [r"captures\", r".\captures", "captures/", &whole, &long] {
        let report = json(&[given]);
        assert_eq!(report["verdict"], "ready", "{given}");
        assert_eq!(inputs(&report).len(), all.len(), "{given}");
    }
    // Patterns are expanded here, because no shell there does it.
    let onprem = all.iter().filter(|path| path.starts_with("captures/onprem/") && path.ends_with(".txt")).count();
    for given in
        [r"captures\onprem\*.txt", r".\captures\onprem\*.txt", "captures/onprem/*.txt", &format!(r"{whole}\onprem\*.txt")]
    {
        assert_eq!(inputs(&json(&[given])).len(), onprem, "{given}");
    }
    let tenant = format!(r"adatum={whole}\tenants\contoso");
    assert_eq!(json(&[r"captures\onprem", "--tenant", &tenant])["tenants"][0]["name"], "adatum");
    // What looks like a variable is a name.
    fs::rename(desk.path("captures"), desk.path("%TEMP%")).unwrap();
    assert_eq!(inputs(&json(&["%TEMP%"])).len(), all.len());
    wine.refuses(&folder, &["check", r"\\nowhere\share\captures"], "there is no such file");
    wine.refuses(&folder, &["check", r"Q:\captures"], "there is no such file");
}

#[test]
fn paths_longer_than_windows_once_allowed_work() {
    let Some(wine) = wine() else { return };
    let deep = format!("captures/{}", ["a-folder-with-a-long-name"; 12].join("/"));
    let desk = Desk::new();
    let capture = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/healthy/onprem/mapi.txt")).unwrap();
    desk.file(&format!("{deep}/mapi.txt"), capture);
    let out = format!("{deep}/report.json");
    let output = wine.run(&desk.path(""), &["check", "captures", "--quiet", "-o", &out]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(desk.read(&out).contains("a-folder-with-a-long-name/mapi.txt"));
}

#[test]
fn devices_are_no_files() {
    let Some(wine) = wine() else { return };
    let desk = Desk::with_estate("preparing");
    let folder = desk.path("");
    for name in ["CON.json", "nul.json", r"out\aux.json", "Com1.html", "lpt9 .sarif", r"C:\NUL.json", r".\con.json"] {
        wine.refuses(&folder, &["check", "captures", "-o", name], "is a device of Windows");
    }
    wine.refuses(&folder, &["remediate", "captures", "--out", "aux"], "is a device of Windows");
    wine.refuses(&folder, &["redact", "captures", "--out", "shown", "--key", "con"], "is a device of Windows");
    for name in ["CON", "NUL", r"\\.\pipe\hmaudit"] {
        wine.refuses(&folder, &["check", name], "cannot read what was named");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing was written");
}

#[test]
fn what_may_not_be_written_stays_as_it_is() {
    let Some(wine) = wine() else { return };
    let desk = Desk::with_estate("preparing");
    // A folder in the place of a file. (Wine does not refuse to replace a file that is read-only, which Windows does.)
    fs::create_dir(desk.path("report.json")).unwrap();
    wine.refuses(&desk.path(""), &["check", "captures", "-o", "report.json"], "cannot write report.json");
    assert_eq!(fs::read_dir(desk.path("")).unwrap().count(), 2, "nothing is left behind");
    wine.refuses(&desk.path(""), &["check", "captures", "-o", r"none\report.json"], "there is no folder");
}

#[test]
fn lines_that_end_as_on_windows_are_read_alike() {
    let Some(wine) = wine() else { return };
    let (plain, crlf) = (Desk::with_estate("healthy"), Desk::with_estate("healthy"));
    for (name, bytes) in files(&plain.path("captures")) {
        if let Ok(text) = String::from_utf8(bytes) {
            crlf.file(&format!("captures/{name}"), text.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
    }
    let found = wine.run(&crlf.path(""), &["check", "captures"]);
    let expected = plain.run(&["check", "captures"]).exits(0);
    assert_eq!(String::from_utf8_lossy(&found.stdout), expected.out);
}

/// The console shows what the program prints in UTF-16, whatever its code page: `·` and `READY` must reach a pipe as UTF-8, never as `?`.
#[test]
fn no_code_page_turns_a_character_into_a_question_mark() {
    let Some(wine) = wine() else { return };
    let desk = Desk::with_estate("healthy");
    let expected = desk.run(&["check", "captures"]).exits(0);
    for language in ["C", "de_DE.ISO-8859-1", "en_US.UTF-8", "ja_JP.SJIS"] {
        let output = wine.command(&desk.path(""), &["check", "captures"]).env("LC_ALL", language).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected.out, "{language}");
    }
}

#[test]
fn the_program_says_who_it_is() {
    let Some(wine) = wine() else { return };
    let bytes = fs::read(&wine.program).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("longPathAware") && holds("activeCodePage") && holds("requestedExecutionLevel"), "manifest");
    let wide: Vec<u8> = "ProductVersion".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(bytes.windows(wide.len()).any(|part| part == wide), "version");
    for library in ["libgcc_s_seh-1.dll", "libwinpthread-1.dll", "vcruntime140.dll"] {
        assert!(!holds(library), "{library} would have to be installed first");
    }
}
