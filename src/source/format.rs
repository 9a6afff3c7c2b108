//! Formats that are not text: told by their first bytes or by the ending of the file's name, declined by their own name.

/// A format that hmaudit knows and does not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Format {
    /// `a PDF document`.
    pub what: &'static str,
    /// Files of this format begin so.
    magic: &'static [&'static [u8]],
    /// Names of such files end so, lower case, without the dot.
    endings: &'static [&'static str],
    /// What to do instead, in the imperative.
    instead: &'static str,
    /// Such a file may hold what a cmdlet printed.
    pub evidence: bool,
}

impl Format {
    /// Why such a file is not read.
    pub fn why(&self) -> String {
        format!("{}, which is not read: {}", self.what, self.instead)
    }

    const fn new(
        what: &'static str,
        magic: &'static [&'static [u8]],
        endings: &'static [&'static str],
        instead: &'static str,
    ) -> Self {
        Self { what, magic, endings, instead, evidence: true }
    }

    const fn of_no_use(what: &'static str, magic: &'static [&'static [u8]], endings: &'static [&'static str]) -> Self {
        Self { what, magic, endings, instead: "it does not hold what a cmdlet printed", evidence: false }
    }
}

const COPY: &str = "copy its text into a .txt file, or save the output again with | Out-File";
const UNPACK: &str = "unpack it, or pack the files as .zip";
const MAIL: &str = "save the mail as .eml, or its text as .txt";
const SHEET: &str = "export the sheet as .csv";
const TYPE: &str = "a picture cannot be read; save the output as text with | Out-File";

const FORMATS: &[Format] = &[
    Format::new("a PDF document", &[b"%PDF-"], &["pdf"], COPY),
    Format::new("an RTF document", &[b"{\\rtf"], &["rtf"], COPY),
    Format::new("an Outlook message", &[], &["msg", "oft"], MAIL),
    Format::new("an Outlook data file", &[b"!BDN"], &["pst", "ost"], MAIL),
    Format::new("an Outlook attachment (winmail.dat)", &[b"\x78\x9f\x3e\x22"], &["tnef"], MAIL),
    Format::new("an old Word document", &[b"\xdb\xa5\x2d\0"], &["doc", "dot"], "save it as .docx, or its text as .txt"),
    Format::new("an Excel workbook", &[], &["xlsx", "xlsm", "xlsb", "xls", "xltx"], SHEET),
    Format::new("a PowerPoint presentation", &[], &["pptx", "pptm", "ppt"], COPY),
    Format::new("an OpenDocument file", &[], &["odt", "ods", "odp"], "save it as .docx or .csv"),
    Format::new("an old Office or Outlook document", &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], &[], COPY),
    Format::new(
        "a OneNote section",
        &[b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"],
        &["one", "onepkg"],
        COPY,
    ),
    Format::new("an XPS document", &[], &["xps", "oxps"], COPY),
    Format::new("a PostScript document", &[b"%!PS"], &["ps", "eps"], COPY),
    Format::new("an encrypted or signed mail", &[], &["p7m"], MAIL),
    Format::new("a gzip archive", &[b"\x1f\x8b"], &["gz", "tgz"], UNPACK),
    Format::new("a 7-Zip archive", &[b"7z\xbc\xaf\x27\x1c"], &["7z"], UNPACK),
    Format::new("a RAR archive", &[b"Rar!\x1a\x07"], &["rar"], UNPACK),
    Format::new("a cabinet archive", &[b"MSCF\0\0\0\0"], &["cab"], UNPACK),
    Format::new("a bzip2 archive", &[b"BZh"], &["bz2"], UNPACK),
    Format::new("an xz archive", &[b"\xfd7zXZ\0"], &["xz"], UNPACK),
    Format::new("a Zstandard archive", &[b"\x28\xb5\x2f\xfd"], &["zst"], UNPACK),
    Format::new("a tar archive", &[], &["tar"], UNPACK),
    Format::new("a split zip archive", &[b"PK\x07\x08"], &[], "pack the files as one .zip"),
    Format::new("a PNG picture", &[b"\x89PNG\r\n\x1a\n"], &["png"], TYPE),
    Format::new("a JPEG picture", &[b"\xff\xd8\xff"], &["jpg", "jpeg"], TYPE),
    Format::new("a GIF picture", &[b"GIF8"], &["gif"], TYPE),
    Format::new("a TIFF picture", &[b"II*\0", b"MM\0*"], &["tif", "tiff"], TYPE),
    Format::new("a bitmap", &[], &["bmp"], TYPE),
    Format::new("a WebP picture", &[], &["webp"], TYPE),
    Format::new("a HEIC picture", &[], &["heic", "heif"], TYPE),
    Format::new("an SVG picture", &[], &["svg"], TYPE),
    Format::of_no_use("a Windows event log", &[b"ElfFile\0"], &["evtx", "evt"]),
    Format::of_no_use("a trace log", &[], &["etl"]),
    Format::of_no_use("an SQLite database", &[b"SQLite format 3\0"], &["sqlite", "sqlite3", "db"]),
    Format::of_no_use("a registry hive", &[b"regf"], &[]),
    Format::of_no_use("a program", &[b"\x7fELF"], &["exe", "dll"]),
    Format::of_no_use("a certificate with its private key", &[], &["pfx", "p12"]),
];

/// The format of a file that begins with these bytes, whatever it is called.
pub(super) fn by_magic(bytes: &[u8]) -> Option<&'static Format> {
    let named = |what: &str| FORMATS.iter().find(|format| format.what == what);
    if bytes.starts_with(b"MZ") && memchr::memchr(0, &bytes[..bytes.len().min(128)]).is_some() {
        return named("a program");
    }
    // RTF and PDF are read by their programs with blanks, a byte order mark or a few lines before them, too.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"{\\rtf") {
        return named("an RTF document");
    }
    if is_pdf(bytes) {
        return named("a PDF document");
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return named(compound(bytes));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return named("a tar archive");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return named("a WebP picture");
    }
    if bytes.get(4..12).is_some_and(|brand| brand.starts_with(b"ftyphei") || brand == b"ftypmif1") {
        return named("a HEIC picture");
    }
    // `BM` begins words, too: the four bytes that are always zero tell.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0, 0, 0, 0]) {
        return named("a bitmap");
    }
    if bytes.starts_with(b"BZh") && bytes.get(4..10) != Some(b"1AY&SY") {
        return None;
    }
    FORMATS.iter().find(|format| format.magic.iter().any(|magic| bytes.starts_with(magic)))
}

/// The format that a file's name ends in, whatever it begins with.
pub(super) fn by_ending(name: &str) -> Option<&'static Format> {
    let (stem, ending) = name.rsplit('/').next()?.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    FORMATS.iter().find(|format| !stem.is_empty() && format.endings.contains(&ending.as_str()))
}

/// `%PDF-` at the start of a line within the first kilobyte.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    memchr::memmem::find_iter(head, b"%PDF-")
        .any(|at| at == 0 || matches!(head[at - 1], b'\n' | b'\r') || head.starts_with(b"\xef\xbb\xbf%PDF"))
}

/// What lies in a compound file: its streams are named in UTF-16.
fn compound(bytes: &[u8]) -> &'static str {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    match () {
        () if holds("__substg1.0_") || holds("__properties_version") => "an Outlook message",
        () if holds("WordDocument") => "an old Word document",
        () if holds("Workbook") => "an Excel workbook",
        () if holds("PowerPoint Document") => "a PowerPoint presentation",
        () => "an old Office or Outlook document",
    }
}

/// How much of a text is looked at.
const SAMPLE: usize = 1 << 20;

/// Whether decoded text holds so many control characters that it is none: more than one in twenty-five.
pub(super) fn by_controls(text: &str) -> bool {
    let mut sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    // Console output has bells, backspaces, escapes and form feeds.
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, 0x07 | 0x08 | b'\t' | b'\n' | 0x0c | b'\r' | 0x1b);
    if sample.len() < 16 {
        sample = &[];
    }
    sample.iter().filter(|byte| is_control(byte)).count() * 25 > sample.len()
}

/// Whether text is RTF that lost its beginning, or has some in it: a line that opens a document, or most lines ending in `\par`.
pub(super) fn is_rtf(text: &str) -> bool {
    if memchr::memmem::find(text.as_bytes(), b"\\par").is_none() && memchr::memmem::find(text.as_bytes(), b"{\\rtf").is_none() {
        return false;
    }
    let mut lines = 0usize;
    let mut paragraphs = 0usize;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("{\\rtf") {
            return true;
        }
        lines += 1;
        let ends = |word: &str| line.ends_with(word) && line.len() > word.len();
        paragraphs += usize::from(ends("\\par") || ends("\\line") || line == "\\par" || line.starts_with("\\pard"));
    }
    paragraphs > 1 && paragraphs * 2 > lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn magic(bytes: &[u8]) -> Option<&'static str> {
        by_magic(bytes).map(|format| format.what)
    }

    #[test]
    fn well_known_formats_are_named_by_their_bytes() {
        let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let compound = |name: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 512], &wide(name)].concat();
        for (bytes, what) in [
            (b"MZ\x90\0\x03\0\0\0".to_vec(), "a program"),
            (b"ElfFile\0\0".to_vec(), "a Windows event log"),
            (b"%PDF-1.7".to_vec(), "a PDF document"),
            (b"\xef\xbb\xbf%PDF-1.4".to_vec(), "a PDF document"),
            (b"junk\r\n%PDF-1.4".to_vec(), "a PDF document"),
            (b"{\\rtf1\\ansi".to_vec(), "an RTF document"),
            (b"\xef\xbb\xbf \r\n{\\rtf1".to_vec(), "an RTF document"),
            (compound("__substg1.0_001A001F"), "an Outlook message"),
            (compound("WordDocument"), "an old Word document"),
            (compound("Workbook"), "an Excel workbook"),
            (compound("Other"), "an old Office or Outlook document"),
            ([vec![b'x'; 257], b"ustar\0".to_vec()].concat(), "a tar archive"),
            (b"BM\x36\0\0\0\0\0\0\0\x36".to_vec(), "a bitmap"),
        ] {
            assert_eq!(magic(&bytes), Some(what));
        }
        for text in
            ["Name : EX01", "", "MZ-Server01 : text", "BM01 : a server of that name", "BZh : too", "100 %PDF- is no start"]
        {
            assert_eq!(magic(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn names_tell_the_format_where_the_bytes_do_not() {
        for (name, what) in [
            ("a/report.PDF", Some("a PDF document")),
            ("mail.msg", Some("an Outlook message")),
            ("sheet.xlsx", Some("an Excel workbook")),
            ("old.doc", Some("an old Word document")),
            ("log.txt.gz", Some("a gzip archive")),
            ("mapi.txt", None),
            ("pdf", None),
            (".pdf", None),
            ("a.pdf/mapi", None),
        ] {
            assert_eq!(by_ending(name).map(|format| format.what), what, "{name}");
        }
    }

    #[test]
    fn rtf_is_known_without_its_beginning_and_a_path_is_not_taken_for_it() {
        assert!(is_rtf("Name : EvoSTS\\par\r\nRealm : contoso.com\\par\r\n"));
        assert!(is_rtf("Hello\n{\\rtf1\\ansi Name : EX01\\par}\n"));
        assert!(!is_rtf("Identity : EX01\\mapi (Default Web Site)\nPath : C:\\par\nName : x\nRealm : y\n"));
        assert!(!is_rtf("Name : EX01\nRealm : x\n"));
    }

    #[test]
    fn console_noise_is_text_and_a_block_of_numbers_is_not() {
        assert!(!by_controls("\u{1b}[32;1mName\u{1b}[0m : EX01\u{7}\r\nServer : EX01\r\n"));
        assert!(by_controls(&"a\u{0}\u{1}\u{2}bcdefghijklmnop".repeat(40)));
        assert!(!by_controls(""));
    }
}
