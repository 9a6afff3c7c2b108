//! Archives, mails, documents and pages as people send them: the same verdict as the files in them, nothing written, nothing copied through.

use crate::cli::run::Desk;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;

/// A zip archive of files.
pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, data) in files {
        let (mut entry, config) = archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default()));
        writer.write_all(data).unwrap();
        let (encoder, output) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(output).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// The files below a folder, with their names from there.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, above: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{above}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            walk(&path, &format!("{name}/"), found);
        } else {
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// A mail with these files attached.
fn mail(files: &[(String, Vec<u8>)]) -> String {
    use base64::Engine as _;
    let mut text = "From: a@contoso.com\r\nTo: b@fabrikam.com\r\nSubject: captures\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=-b\"\r\n\r\n--=-b\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n".to_owned();
    for (name, bytes) in files {
        let name = name.rsplit('/').next().unwrap();
        text.push_str(&format!("--=-b\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
        for line in base64::engine::general_purpose::STANDARD.encode(bytes).as_bytes().chunks(76) {
            text.push_str(std::str::from_utf8(line).unwrap());
            text.push_str("\r\n");
        }
    }
    text.push_str("--=-b--\r\n");
    text
}

/// A report without what may differ between a folder and an archive of it: digests, and the name of the whole.
fn comparable(report: &Value, whole: &str) -> Value {
    let mut report = report.clone();
    for input in report["inputs"].as_array_mut().unwrap() {
        input["sha256"] = Value::Null;
    }
    serde_json::from_str(&report.to_string().replace(&format!("\"{whole}/"), "\"whole/")).unwrap()
}

#[test]
fn an_archive_of_a_snapshot_is_as_good_as_the_snapshot() {
    for (estate, code) in [("healthy", 0), ("three-tenants", 1), ("collected", 0), ("mixed-forms", 0)] {
        let desk = Desk::with_estate(estate);
        let captured = files(&desk.path("captures"));
        desk.file("snap.zip", zip(&captured)).file("twice.zip", zip(&[("inner.zip".to_owned(), zip(&captured))]));
        desk.file("mail.eml", mail(&[("snap.zip".to_owned(), zip(&captured))]));
        let folder = desk.run(&["check", "captures", "--format", "json"]);
        let expected = comparable(&folder.json(), "captures");
        for (name, whole) in [("snap.zip", "snap.zip"), ("twice.zip", "twice.zip/inner.zip"), ("mail.eml", "mail.eml/snap.zip")] {
            let answer = desk.run(&["check", name, "--format", "json"]);
            assert_eq!(answer.code, folder.code, "{estate} {name}: {answer:?}");
            let mut report = comparable(&answer.json(), whole);
            // The text of the mail is a file of its own, in which nothing is recognised.
            for list in ["inputs", "skipped"] {
                report[list].as_array_mut().unwrap().retain(|entry| entry["path"] != "mail.eml/body.txt");
            }
            assert_eq!(report, expected, "{estate} {name}");
        }
        assert_eq!(folder.code, Some(code), "{estate}");
    }
}

#[test]
fn the_digest_is_that_of_the_file_on_disk() {
    let desk = Desk::with_estate("healthy");
    let archive = zip(&files(&desk.path("captures")));
    desk.file("snap.zip", &archive);
    let report = desk.run(&["check", "snap.zip", "--format", "json"]).exits(0).json();
    use sha2::Digest as _;
    let digest: String = sha2::Sha256::digest(&archive).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(report["inputs"].as_array().unwrap().iter().all(|input| input["sha256"] == digest.as_str()));
    assert_eq!(std::fs::read_dir(desk.path(".")).unwrap().count(), 2, "nothing is unpacked to disk");
}

#[test]
fn tenants_are_told_by_folders_in_an_archive_and_by_the_name_of_the_archive() {
    let desk = Desk::with_estate("three-tenants");
    let captured = files(&desk.path("captures"));
    let (tenants, rest): (Vec<_>, Vec<_>) = captured.into_iter().partition(|(name, _)| name.starts_with("tenants/"));
    desk.file("onprem.zip", zip(&rest));
    let mut arguments: Vec<String> = vec!["check".to_owned(), "onprem.zip".to_owned()];
    for tenant in ["contoso", "fabrikam", "northwind"] {
        let of_tenant: Vec<_> = tenants
            .iter()
            .filter(|(name, _)| name.contains(&format!("/{tenant}/")))
            .map(|(name, bytes)| (name.rsplit('/').next().unwrap().to_owned(), bytes.clone()))
            .collect();
        desk.file(&format!("{tenant}.zip"), zip(&of_tenant));
        arguments.extend(["--tenant".to_owned(), format!("{tenant}={tenant}.zip")]);
    }
    arguments.extend(["--format".to_owned(), "json".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let report = desk.run(&arguments).exits(1).json();
    let verdicts: Vec<String> =
        report["tenants"].as_array().unwrap().iter().map(|t| format!("{} {}", t["name"], t["verdict"])).collect();
    assert_eq!(verdicts, ["\"contoso\" \"ready\"", "\"fabrikam\" \"not-ready\"", "\"northwind\" \"ready\""]);
    // `captures` of the configuration may lead into an archive.
    let captured = files(&desk.path("captures"));
    let moved: Vec<_> = captured.into_iter().map(|(name, bytes)| (name.replace("tenants/", "of/"), bytes)).collect();
    desk.file("all.zip", zip(&moved));
    desk.file("hmaudit.yml", "tenants:\n  contoso: { captures: all.zip/of/contoso }\n  fabrikam: { captures: all.zip/of/fabrikam }\n  northwind: { captures: all.zip/of/northwind }\n");
    let report = desk.run(&["check", "all.zip", "--format", "json"]).exits(1).json();
    assert_eq!(report["tenants"][1]["verdict"], "not-ready");
    desk.file("hmaudit.yml", "tenants:\n  contoso: { captures: all.zip/of/adatum }\n");
    desk.run(&["check", "all.zip"]).exits(2).says(&["all.zip/of/adatum"]);
}

/// The MAPI directory of EX01 in every dress; each of them must give these values.
fn is_mapi(records: &Value) -> bool {
    records.as_array().unwrap().iter().any(|record| {
        record["cmdlet"] == "Get-MapiVirtualDirectory"
            && record["properties"]["Identity"] == "EX01\\mapi (Default Web Site)"
            && record["properties"]["InternalUrl"] == "https://mail.contoso.com/mapi"
            && record["properties"]["ExternalUrl"] == "https://mail.contoso.com/mapi"
    })
}

const ROWS: &[(&str, &str)] = &[
    ("Identity", "EX01\\mapi (Default Web Site)"),
    ("Server", "EX01"),
    ("InternalUrl", "https://mail.contoso.com/mapi"),
    ("ExternalUrl", "https://mail.contoso.com/mapi"),
];

fn printed(end: &str) -> String {
    let lines: String = ROWS.iter().map(|(name, value)| format!("{name:<24} : {value}{end}")).collect();
    format!("[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,Server,*Url{end}{end}{lines}{end}[PS] C:\\>{end}")
}

#[test]
fn one_object_in_every_dress() {
    let quoted = printed("\r\n")
        .replace('=', "=3D")
        .replace("(Default Web Site)", "(Defaul=\r\nt Web Site)")
        .replace("/mapi\r\n", "/ma=\r\npi\r\n");
    let head = "From: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
    let plain =
        format!("{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}");
    let word_page: String = printed("\n")
        .lines()
        .map(|line| format!("<p class=3DMsoNormal>{}<o:p></o:p></p>\r\n", line.replace(">", "&gt;").replace(' ', "&nbsp;")))
        .collect();
    let outlook = format!(
        "{head}Content-Type: text/html; charset=us-ascii\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>{word_page}</body></html>"
    );
    let header: String = ROWS.iter().map(|(name, _)| format!("<th>{name}</th>")).collect();
    let row: String = ROWS.iter().map(|(_, value)| format!("<td>{value}</td>")).collect();
    let list: String = ROWS.iter().map(|(name, value)| format!("<tr><td>{name}:</td><td>{value}</td></tr>\r\n")).collect();
    let doctype = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"  \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n<html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n<title>HTML TABLE</title>\r\n</head><body>\r\n";
    let table = format!(
        "{doctype}<table>\r\n<colgroup><col/><col/><col/><col/></colgroup>\r\n<tr>{header}</tr>\r\n<tr>{row}</tr>\r\n</table>\r\n</body></html>\r\n"
    );
    let listed = format!("{doctype}<table>\r\n{list}</table>\r\n</body></html>\r\n");
    let pre = format!("<html><body><h1>MAPI</h1><pre>{}</pre></body></html>", printed("\n").replace('>', "&gt;"));
    let breaks = format!("<div>{}</div>", printed("<br>\n").replace("C:\\>", "C:\\&gt;").replace(' ', "&nbsp;"));
    let paragraphs: String = printed("\n")
        .lines()
        .map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", line.replace('>', "&gt;")))
        .collect();
    let document = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>{paragraphs}</w:body></w:document>");
    let docx =
        zip(&[("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()), ("word/document.xml".to_owned(), document.into_bytes())]);
    let properties: String = ROWS
        .iter()
        .map(|(name, value)| format!("<Property Name=\"{name}\" Type=\"System.String\">{value}</Property>\r\n"))
        .collect();
    let objects = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Objects>\r\n<Object Type=\"Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory\">\r\n{properties}</Object>\r\n</Objects>\r\n"
    );
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf32: Vec<u8> = "\u{feff}".chars().chain(printed("\r\n").chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let utf32be: Vec<u8> = "\u{feff}".chars().chain(printed("\r\n").chars()).flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("plain.txt", printed("\r\n").into_bytes()),
        ("quoted.eml", plain.clone().into_bytes()),
        ("source-of-mail.txt", plain.into_bytes()),
        ("body-without-headers.txt", quoted.into_bytes()),
        ("outlook.eml", outlook.into_bytes()),
        ("attached.eml", mail(&[("mapi.txt".to_owned(), printed("\r\n").into_bytes())]).into_bytes()),
        ("attached-page.eml", mail(&[("mapi.html".to_owned(), table.clone().into_bytes())]).into_bytes()),
        ("attached-docx.eml", mail(&[("mapi.docx".to_owned(), docx.clone())]).into_bytes()),
        ("table.html", table.clone().into_bytes()),
        ("table-saved-as.txt", table.clone().into_bytes()),
        ("table-utf16.html", utf16),
        ("list.html", listed.into_bytes()),
        ("transcript.txt", format!("[PS] C:\\>Get-MapiVirtualDirectory | ConvertTo-Html\r\n{table}[PS] C:\\>").into_bytes()),
        ("pre.html", pre.into_bytes()),
        ("breaks.html", breaks.into_bytes()),
        ("notes.docx", docx),
        ("objects.xml", objects.clone().into_bytes()),
        (
            "objects-transcript.txt",
            format!("[PS] C:\\>Get-MapiVirtualDirectory | ConvertTo-Xml -As String\r\n{objects}[PS] C:\\>").into_bytes(),
        ),
        ("utf32.txt", utf32),
        ("utf32be.txt", utf32be),
        ("packed.zip", zip(&[("a\\b\\mapi.txt".to_owned(), printed("\r\n").into_bytes())])),
    ];
    let mut wrong = Vec::new();
    for (name, bytes) in cases {
        let desk = Desk::new();
        desk.file(name, bytes);
        let answer = desk.run(&["parse", name, "--format", "json"]);
        if answer.code != Some(0) || !is_mapi(&answer.json()) {
            wrong.push(format!("{name}: {} {}", answer.out, answer.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_text_gives_no_value() {
    let rtf: String = printed("\\par\r\n").replace("C:\\", "C:\\\\").replace("EX01\\", "EX01\\\\").replace(['{', '}'], "");
    let utf7 = printed("\r\n").replace('\\', "+AFw-").replace('>', "+AD4-");
    for (name, bytes, why) in [
        ("a.rtf", format!("{{\\rtf1\\ansi\\deff0 {rtf}}}").into_bytes(), "an RTF document"),
        ("a.txt", format!("{{\\rtf1\\ansi\\deff0 {rtf}}}").into_bytes(), "an RTF document"),
        ("part-of.txt", rtf.clone().into_bytes(), "an RTF document"),
        ("b.txt", format!("%PDF-1.4\n{}", printed("\n")).into_bytes(), "a PDF document"),
        ("named-so.pdf", printed("\r\n").into_bytes(), "a PDF document"),
        ("c.txt", utf7.into_bytes(), "UTF-7"),
        ("d.msg", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), printed("\r\n").into_bytes()].concat(), "Outlook"),
        ("e.gz", [b"\x1f\x8b\x08".to_vec(), printed("\r\n").into_bytes()].concat(), "a gzip archive"),
        ("f.7z", [b"7z\xbc\xaf\x27\x1c".to_vec(), printed("\r\n").into_bytes()].concat(), "a 7-Zip archive"),
        (
            "g.xlsx",
            zip(&[("[Content_Types].xml".to_owned(), vec![]), ("xl/workbook.xml".to_owned(), printed("\r\n").into_bytes())]),
            "an Excel workbook",
        ),
        ("h.tiff", [b"II*\0".to_vec(), printed("\r\n").into_bytes()].concat(), "a TIFF picture"),
    ] {
        let desk = Desk::with_estate("healthy");
        desk.file(name, &bytes).file(&format!("captures/{name}"), &bytes);
        desk.run(&["check", name]).exits(2).says(&[name, why]);
        desk.run(&["parse", name]).exits(2);
        let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
        let skipped = report["skipped"].as_array().unwrap();
        let told = |skip: &Value| {
            skip["path"] == format!("captures/{name}") && skip["why"].as_str().unwrap().contains(why) && skip["evidence"] == true
        };
        assert!(skipped.iter().any(told), "{name}: {skipped:?}");
        desk.run(&["check", "captures", "--strict", "-q"]).exits(3);
        // The same within an archive.
        desk.file("z.zip", zip(&[(name.to_owned(), bytes)]));
        desk.run(&["check", "z.zip"]).exits(2).says(&[&format!("z.zip/{name}"), why]);
    }
}

#[test]
fn a_redacted_container_is_a_folder_of_redacted_texts() {
    let desk = Desk::with_estate("healthy");
    let captured = files(&desk.path("captures"));
    std::fs::remove_dir_all(desk.path("captures")).unwrap();
    desk.file("in/snap.zip", zip(&captured));
    desk.file(
        "in/mail.eml",
        mail(&[
            ("more.txt".to_owned(), printed("\r\n").into_bytes()),
            ("scan.png".to_owned(), b"\x89PNG\r\n\x1a\nmail.contoso.com".to_vec()),
        ]),
    );
    desk.file("in/page.html", format!("<html><body><pre>{}</pre></body></html>", printed("\n").replace('>', "&gt;")));
    let before = desk.run(&["check", "in", "--format", "json"]);
    let answer = desk.run(&["redact", "in", "--out", "out"]).exits(0);
    assert!(answer.err.contains("scan.png"), "{answer:?}");
    let written = files(&desk.path("out"));
    assert!(
        written.iter().any(|(name, _)| name.contains("/onprem/")),
        "{:?}",
        written.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for (name, bytes) in &written {
        let holds = |word: &[u8]| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        assert!(!holds(b"contoso") && !bytes.starts_with(b"PK") && !holds(b"\x89PNG"), "{name}");
    }
    let after = desk.run(&["check", "out", "--format", "json"]);
    assert_eq!((after.code, &after.json()["verdict"]), (before.code, &before.json()["verdict"]));
    assert_eq!(after.json()["summary"], before.json()["summary"]);
}
