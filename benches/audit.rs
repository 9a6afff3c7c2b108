//! The program from start to end, as a process: what a person waits for.
//!
//! With `HMAUDIT_BENCH_KEEP=FOLDER` the inputs stay there, to be measured beside `grep -c` and `xmllint --noout`.

#![allow(missing_docs, reason = "criterion's macro makes undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use inputs::MEGABYTE;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod inputs;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hmaudit");

fn run(program: &str, arguments: &[&str]) -> Option<i32> {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.ok().and_then(|status| status.code())
}

fn audit(criterion: &mut Criterion) {
    let temporary = tempfile::tempdir().ok();
    let kept = std::env::var_os("HMAUDIT_BENCH_KEEP").map(PathBuf::from);
    let Some(folder) = kept.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())) else { return };
    let path = |name: &str| folder.join(name);
    let made = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(path("list.txt"), inputs::list(20 * MEGABYTE)))
        .and_then(|()| std::fs::write(path("clixml.xml"), inputs::clixml(100 * MEGABYTE)))
        .and_then(|()| inputs::snapshot(500, &path("snapshot")));
    assert!(made.is_ok(), "the inputs cannot be written: {made:?}");

    let mut group = criterion.benchmark_group("audit");
    group.sample_size(10);
    for (name, code) in [("snapshot", 0), ("list.txt", 3), ("clixml.xml", 3)] {
        let input = path(name).display().to_string();
        let arguments = ["check", &input, "--as-of", "2026-11-21", "--quiet"];
        assert_eq!(run(PROGRAM, &arguments), Some(code), "{name}");
        group.throughput(Throughput::Bytes(size(&path(name))));
        group.bench_function(name, |bencher| bencher.iter(|| run(PROGRAM, &arguments)));
    }
    group.finish();
}

fn size(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return path.metadata().map_or(0, |data| data.len()) };
    entries.flatten().map(|entry| size(&entry.path())).sum()
}

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.bench_function("hmaudit --version", |bencher| bencher.iter(|| run(PROGRAM, &["--version"])));
    group.bench_function("true", |bencher| bencher.iter(|| run("true", &[])));
    group.finish();
}

criterion_group!(benches, start, audit);
criterion_main!(benches);
