//! Embeds every rule file below `rules/`, so that there is no list to register a rule in, and collects the words that our own sources are looking for and
//! writing, in `data/` among them: `redact` lets them stay.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=windows");
    describe_to_windows()?;
    let mut files = Vec::new();
    collect(Path::new("rules"), "yml", &mut files)?;
    files.sort();
    let mut table =
        String::from("/// Path below `rules/` and text of every built-in rule.\npub const RULE_FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix("rules").unwrap_or(file).to_string_lossy().replace('\\', "/");
        let whole = fs::canonicalize(file)?;
        table.push_str(&format!("    ({name:?}, include_str!({:?})),\n", whole.display().to_string()));
    }
    table.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("rule_files.rs"), table)?;
    let mut told = files.clone();
    collect(Path::new("data"), "yml", &mut told)?;
    let words: Vec<String> = own_words(&told)?.into_iter().collect();
    fs::write(Path::new(&out).join("own_words.txt"), words.join("\n"))
}

/// What Windows shows of the program (version, icon), and what the program asks of Windows (long paths, UTF-8).
fn describe_to_windows() -> io::Result<()> {
    let is_program = env::var_os("CARGO_FEATURE_CLI").is_some();
    if env::var_os("CARGO_CFG_WINDOWS").is_none() || !is_program {
        return Ok(());
    }
    let mut resource = winresource::WindowsResource::new();
    resource.set_icon("windows/hmaudit.ico").set_manifest_file("windows/hmaudit.manifest");
    resource.set("FileDescription", "Readiness for hybrid modern authentication").set("LegalCopyright", "MIT or Apache-2.0");
    resource.compile()
}

/// The words in the literals of our sources, in the rules and in the data. Tests hold invented names, tables of letters and domains hold no words.
fn own_words(rules: &[PathBuf]) -> io::Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    let mut sources = Vec::new();
    collect(Path::new("src"), "rs", &mut sources)?;
    for path in sources {
        let name = path.to_string_lossy().replace('\\', "/");
        let is_left_out =
            ["/tests", "tests.rs", "sample", "src/redact", "src/source/oem", "src/live"].iter().any(|part| name.contains(part));
        if !is_left_out {
            let text = fs::read_to_string(&path)?;
            literals(text.split("\n#[cfg(test)]").next().unwrap_or(""), &mut words);
        }
    }
    for path in rules {
        // Addresses of documents are public; what their paths are made of is no language.
        let text = fs::read_to_string(path)?;
        text.split_whitespace().filter(|word| !word.contains("://")).for_each(|word| add(word, &mut words));
    }
    Ok(words)
}

/// Takes the words of the string literals in a source.
fn literals(source: &str, words: &mut BTreeSet<String>) {
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, found) = rest.split_at(at);
        if found.starts_with("//") {
            rest = found.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(behind) = found.strip_prefix('\'') {
            // A character, or a lifetime.
            let character = behind.strip_prefix('\\').map_or_else(|| behind.chars().next().map_or(0, char::len_utf8), |_| 2);
            rest = behind.get(character..).and_then(|rest| rest.strip_prefix('\'')).unwrap_or(behind);
        } else if let Some(behind) = found.strip_prefix('"') {
            let hashes = before.len() - before.trim_end_matches('#').len();
            let is_raw = before[..before.len() - hashes].ends_with('r');
            let end = if is_raw { behind.find(&format!("\"{}", "#".repeat(hashes))) } else { end_of_literal(behind) };
            let (text, behind) = behind.split_at(end.unwrap_or(behind.len()));
            add(&if is_raw { text.to_owned() } else { without_escapes(text) }, words);
            rest = behind.get(1..).unwrap_or("");
        } else {
            rest = &found[1..];
        }
    }
}

fn end_of_literal(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let ends = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends.then_some(at)
    })
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
        } else if characters.next() == Some('u') {
            // `\u{1b}`.
            characters.by_ref().take_while(|character| *character != '}').for_each(drop);
        }
    }
    plain
}

fn add(text: &str, words: &mut BTreeSet<String>) {
    /// Names that examples in our sources have.
    const INVENTED: &[&str] = &[
        "contoso",
        "fabrikam",
        "adatum",
        "northwind",
        "tailspin",
        "wingtip",
        "woodgrove",
        "proseware",
        "adele",
        "vance",
        "siciliani",
        "acme",
        "brancati",
    ];
    let of_numbers = |word: &str| {
        let is_hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_server = letters.len() < word.len()
            && matches!(letters.to_ascii_lowercase().as_str(), "ex" | "srv" | "mbx" | "dc" | "server" | "host");
        word.len() < 2 || is_server || is_hex && word.contains(|c: char| c.is_ascii_digit())
    };
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.is_ascii() && !of_numbers(word)) {
        let folded = word.to_ascii_lowercase();
        if !INVENTED.iter().any(|name| folded.contains(name)) {
            words.insert(folded);
        }
    }
}

fn collect(folder: &Path, wanted: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, wanted, files)?;
        } else if path.extension().is_some_and(|ending| ending == wanted) {
            files.push(path);
        }
    }
    Ok(())
}
