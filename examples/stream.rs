//! Audits many snapshots with one set of rules, one line of JSON per snapshot: what a service or a pipeline does.
//!
//! `cargo run --example stream -- fixtures/estates | jq .verdict`

use hmaudit::{Options, audit, rule};
use std::io::{self, Write};
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "fixtures/estates".to_owned());
    // The rules are loaded once; an audit shares nothing with the next one, so they may also run side by side.
    let options = Options { digests: false, ..Options::new(rule::load(&rule::builtin())?, "2026-11-21".parse()?) };

    let mut snapshots: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    snapshots.sort_by_key(fs::DirEntry::file_name);
    let mut out = io::stdout().lock();
    for snapshot in snapshots {
        let mut files = Vec::new();
        read(&snapshot.path(), &mut files)?;
        let report = audit(files, &options);
        let line = serde_json::json!({
            "snapshot": snapshot.file_name().to_string_lossy(),
            "verdict": report.verdict.word(),
            "errors": report.summary.error,
            "inconclusive": report.summary.inconclusive,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn read(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, files)?;
        } else {
            files.push((path.display().to_string(), fs::read(&path)?));
        }
    }
    Ok(())
}
