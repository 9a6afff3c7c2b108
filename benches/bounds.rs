//! What a run may take of memory and write of output: `cargo bench --bench bounds`, or with a part of a name behind `--`. The program itself is
//! started on inputs of one kind and of growing size. It prints what each run took and fails where a bound of docs/performance.md does not hold, or
//! where four times the input makes more than five times the memory or output. Memory is measured where /proc is.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on fails, and this is read by people")]

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const MEGABYTE: usize = 1 << 20;
/// What a run takes that reads next to nothing: the program, its rules, the threads.
const PLAIN_MEMORY: usize = 60 * MEGABYTE;
/// What a report has that finds next to nothing: each rule waits for evidence.
const PLAIN_OUTPUT: usize = MEGABYTE;
/// At most this many times the memory or output for four times the input.
const MOST: f64 = 5.0;

/// An input that grows.
struct Shape {
    what: &'static str,
    /// The smaller size; the larger is four times that.
    size: usize,
    /// Name and bytes of the file, and the bytes of the text that it holds.
    make: fn(usize) -> (&'static str, Vec<u8>, usize),
    /// Bytes of memory per byte of text, at most.
    memory: usize,
    /// Bytes of the largest report per byte of text, at most.
    output: usize,
}

const SHAPES: &[Shape] = &[
    Shape { what: "tiny records of a known cmdlet", size: 250_000, make: tiny, memory: 200, output: 100 },
    Shape { what: "tiny records of an unknown cmdlet", size: 250_000, make: unknown, memory: 100, output: 10 },
    Shape { what: "tiny objects of JSON", size: 250_000, make: tiny_json, memory: 200, output: 100 },
    Shape { what: "one text", size: 8 * MEGABYTE, make: one_text, memory: 12, output: 2 },
    Shape { what: "one list", size: 8 * MEGABYTE, make: one_list, memory: 20, output: 2 },
    Shape { what: "a container that inflates", size: 16 * MEGABYTE, make: container, memory: 6, output: 2 },
    Shape { what: "a container that inflates much", size: 64 * MEGABYTE, make: bomb, memory: 1, output: 1 },
];

fn main() -> ExitCode {
    // Cargo itself passes `--bench`.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let mut broken = Vec::new();
    println!("{:<36} {:>12} {:>12} {:>9} {:>10} {:>10}", "", "file", "text", "time", "memory", "output");
    for shape in SHAPES.iter().filter(|shape| shape.what.contains(&only)) {
        let mut taken = Vec::new();
        for size in [shape.size, 4 * shape.size] {
            let (name, bytes, text) = (shape.make)(size);
            let run = run(name, &bytes);
            println!(
                "{:<36} {:>12} {text:>12} {:>8.1}s {:>7} MB {:>7} kB",
                shape.what,
                bytes.len(),
                run.time.as_secs_f64(),
                run.memory / MEGABYTE,
                run.output / 1024
            );
            if run.memory > PLAIN_MEMORY + shape.memory * text {
                broken.push(format!("{}: {} bytes of memory per byte", shape.what, run.memory / text));
            }
            if run.output > PLAIN_OUTPUT + shape.output * text {
                broken.push(format!("{}: {} bytes of output per byte", shape.what, run.output / text));
            }
            taken.push(run);
        }
        let [small, large] = &taken[..] else { unreachable!("two sizes") };
        for (what, small, large, plain) in
            [("memory", small.memory, large.memory, PLAIN_MEMORY), ("output", small.output, large.output, PLAIN_OUTPUT)]
        {
            if large as f64 > MOST * small.max(plain) as f64 {
                broken.push(format!("{}: {what} grows from {small} to {large}", shape.what));
            }
        }
    }
    for bound in &broken {
        println!("NOT WITHIN BOUNDS: {bound}");
    }
    ExitCode::from(u8::from(!broken.is_empty()))
}

/// What a run took.
struct Run {
    time: Duration,
    /// The most memory at any time.
    memory: usize,
    /// Bytes of its largest report.
    output: usize,
}

/// Checks a file and writes the report in every form that a file can have.
fn run(name: &str, bytes: &[u8]) -> Run {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join(name);
    std::fs::write(&input, bytes).unwrap();
    let outputs = ["json", "sarif", "html", "md", "csv", "xml"].map(|ending| folder.path().join(format!("report.{ending}")));
    let mut command = Command::new(env!("CARGO_BIN_EXE_hmaudit"));
    command.arg("check").arg(&input).args(["--as-of", "2026-11-21"]);
    for output in &outputs {
        command.arg("--output").arg(output);
    }
    let terminal = folder.path().join("terminal.txt");
    command.stdout(std::fs::File::create(&terminal).unwrap()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.code().is_some_and(|code| code < 101), "{name}: {status}");
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap());
    let output = outputs.iter().map(|path| size(path)).chain([size(&terminal)]).max().unwrap();
    Run { time: start.elapsed(), memory, output }
}

/// The most memory that a process has had so far, as Linux tells it.
fn peak(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

fn plain(name: &'static str, text: String) -> (&'static str, Vec<u8>, usize) {
    let length = text.len();
    (name, text.into_bytes(), length)
}

fn tiny(count: usize) -> (&'static str, Vec<u8>, usize) {
    let mut text = String::from("[PS] C:\\>Get-AuthServer | fl Name\n\n\n");
    for number in 0..count {
        let _ = write!(text, "Name : E{number}\n\n");
    }
    plain("authserver.txt", text)
}

fn unknown(count: usize) -> (&'static str, Vec<u8>, usize) {
    let mut text = String::from("[PS] C:\\>Get-Something | fl Name\n\n\n");
    for number in 0..count {
        let _ = write!(text, "Name : E{number}\n\n");
    }
    plain("something.txt", text)
}

fn tiny_json(count: usize) -> (&'static str, Vec<u8>, usize) {
    let mut text = String::from("[");
    for number in 0..count {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{{\"AppId\":\"E{number}\",\"ServicePrincipalNames\":[]}}");
    }
    text.push_str("\n]\n");
    plain("serviceprincipal.json", text)
}

fn one_text(size: usize) -> (&'static str, Vec<u8>, usize) {
    let text = format!("[PS] C:\\>Get-OrganizationConfig | fl\n\n\nName : {}\nMapiHttpEnabled : True\n\n", "a".repeat(size));
    plain("organization.txt", text)
}

fn one_list(size: usize) -> (&'static str, Vec<u8>, usize) {
    let items = "Method, ".repeat(size / 8);
    let text = format!(
        "[PS] C:\\>Get-MapiVirtualDirectory | fl\n\n\nIdentity : EX01\\mapi (Default Web Site)\nServer : EX01\nIISAuthenticationMethods : {{{items}OAuth}}\n\n"
    );
    plain("mapi.txt", text)
}

/// Text that packs about twentyfold, as captures do.
fn container(size: usize) -> (&'static str, Vec<u8>, usize) {
    let mut text = String::with_capacity(size + 100);
    let mut line = 0_u64;
    while text.len() < size {
        line = line.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let _ = writeln!(text, "{:08x} of a log that has nothing to do with Exchange, line by line by line", line >> 32);
    }
    packed(text.as_bytes())
}

/// Nothing but one letter: refused for what it would become.
fn bomb(size: usize) -> (&'static str, Vec<u8>, usize) {
    packed(&vec![b'a'; size])
}

/// An archive of one file.
fn packed(text: &[u8]) -> (&'static str, Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let (mut entry, config) =
        archive.new_file("capture.txt").compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(text).unwrap();
    let (encoder, descriptor) = writer.finish().unwrap();
    encoder.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    ("captures.zip", bytes, text.len())
}
