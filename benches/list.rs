//! How fast console text is read: Format-List, a table of many rows, one line of many megabytes.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hmaudit::capture;
use hmaudit::source::{Source, SourceId};
use inputs::{MEGABYTE, list};
use std::fmt::Write as _;
use std::hint::black_box;

mod inputs;

fn table(rows: usize) -> String {
    let mut text = String::from("Name                     Server   OwaVersion\n----                     ------   ----------\n");
    for row in 0..rows {
        let _ = writeln!(text, "owa (Default Web Site)   EX{row:06} Exchange2013");
    }
    text
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    let one_line = format!("Name : {}", "Name : owa InternalUrl : ".repeat(20 * MEGABYTE / 25));
    for (name, text) in [
        ("list of 20 MB", list(20 * MEGABYTE)),
        ("list of 5 MB", list(5 * MEGABYTE)),
        ("table of 100 000 rows", table(100_000)),
        ("one line of 20 MB", one_line),
    ] {
        let source = Source::from_text(SourceId(0), "capture.txt", &text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| (), |()| black_box(capture::read(&source)), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
