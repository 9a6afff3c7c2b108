//! Audits a folder of captures and prints what failed, with the line that says so.
//!
//! `cargo run --example audit -- fixtures/estates/three-tenants`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use hmaudit::check::Verdict;
use hmaudit::{Options, audit, rule};
use std::path::Path;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "fixtures/estates/three-tenants".to_owned());
    let mut files = Vec::new();
    read(Path::new(&folder), &mut files)?;

    let options = Options::new(rule::load(&rule::builtin())?, "2026-11-21".parse()?);
    let report = audit(files, &options);

    for finding in report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
        println!("{}: {}", finding.rule, finding.message);
        if let Some(place) = finding.primary() {
            println!("  {}:{}: {}", place.path, place.line, place.text);
        }
    }
    println!("{}", report.verdict.word());
    Ok(())
}

/// Every file below a folder. A component `tenants/NAME/` of its path says whose capture it is.
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
