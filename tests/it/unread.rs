//! What hmaudit does not read: a form, a veil or a picture. It is named, and where it shows what it holds, that kind of object is left undecided.

use crate::common::{PRINCIPAL, Snapshot, content, healthy};
use base64::Engine as _;
use hmaudit::report::{Readiness, Report};
use serde_json::json;

/// What contradicts the healthy estate, as printed.
const PRINTED: &str = "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,Server,InternalUrl,IISAuthenticationMethods\r\n\r\n\r\n\
    Identity                 : EX02\\mapi (Default Web Site)\r\nServer                   : EX02\r\n\
    InternalUrl              : https://mail.contoso.com/mapi\r\nIISAuthenticationMethods : {Ntlm, Negotiate}\r\n\r\n\r\n[PS] C:\\>\r\n";

/// The same as JSON.
fn as_json() -> String {
    let url = "https://mail.contoso.com/mapi";
    let object = json!({ "Identity": "EX02\\mapi (Default Web Site)", "Server": "EX02", "InternalUrl": url, "IISAuthenticationMethods": ["Ntlm"] });
    serde_json::to_string_pretty(&json!([object])).unwrap()
}

fn is_named(report: &Report, name: &str) -> bool {
    report.skipped.iter().any(|skipped| skipped.path == name && skipped.evidence)
}

/// The healthy estate with this beside it: it is named, and MAPI is undecided.
fn leaves_undecided(what: &str, name: &str, bytes: impl AsRef<[u8]>) {
    let name = format!("onprem/{name}");
    let mut snapshot = healthy();
    snapshot.files.push((name.clone(), bytes.as_ref().to_vec()));
    let report = snapshot.audit();
    assert_eq!(report.verdict, Readiness::Inconclusive, "{what}: {:?}", report.skipped);
    assert!(is_named(&report, &name), "{what}: {:?}", report.skipped);
    let asks = |finding: &hmaudit::report::Finding| finding.core && finding.help.contains("Get-MapiVirtualDirectory");
    assert!(report.findings.iter().any(asks), "{what}");
}

/// It is named as evidence, and nobody can tell of what.
fn is_only_named(what: &str, name: &str, bytes: impl AsRef<[u8]>) {
    let name = format!("onprem/{name}");
    let mut snapshot = healthy();
    snapshot.files.push((name.clone(), bytes.as_ref().to_vec()));
    let report = snapshot.audit();
    assert_eq!(report.verdict, Readiness::Ready, "{what}: {:?}", report.skipped);
    let is_it = |path: &str| path == name || path.starts_with(&format!("{name}/"));
    assert!(report.skipped.iter().any(|skipped| is_it(&skipped.path) && skipped.evidence), "{what}: {:?}", report.skipped);
}

fn is_let_through(what: &str, name: &str, text: &str) {
    is_harmless(what, &healthy().with(&format!("onprem/{name}"), text));
}

/// Nothing that looks like evidence is left over.
fn is_harmless(what: &str, snapshot: &Snapshot) {
    let report = snapshot.audit();
    let evidence = report.skipped.iter().filter(|skipped| skipped.evidence).count();
    assert_eq!((report.verdict, evidence), (Readiness::Ready, 0), "{what}: {:?}", report.skipped);
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn folded(text: &str, width: usize) -> String {
    text.as_bytes().chunks(width).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect()
}

fn hex(bytes: &[u8], between: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
}

fn quoted(text: &str, mark: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}\n")).collect()
}

#[test]
fn output_that_is_encoded_leaves_its_kind_undecided() {
    let wide: Vec<u8> = format!("\u{feff}{PRINTED}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (what, text) in [
        ("folded", folded(&base64(PRINTED.as_bytes()), 76)),
        ("one line", base64(PRINTED.as_bytes())),
        ("UTF-16", base64(&wide)),
        ("JSON", base64(as_json().as_bytes())),
        ("certutil", format!("-----BEGIN CERTIFICATE-----\r\n{}-----END CERTIFICATE-----\r\n", folded(&base64(&wide), 64))),
        ("below words", format!("The output of the server:\r\n\r\n{}\r\n", folded(&base64(PRINTED.as_bytes()), 64))),
        ("in a line", format!("data={}\r\n", base64(PRINTED.as_bytes()))),
        ("in JSON", json!({ "name": "mapi.txt", "content": base64(PRINTED.as_bytes()), "encoding": "base64" }).to_string()),
    ] {
        leaves_undecided(what, "a.txt", text);
    }
    let dump = |offset: fn(usize) -> String, between: &str| -> String {
        let lines = PRINTED.as_bytes().chunks(16).enumerate();
        lines.map(|(at, bytes)| format!("{}{}  ................\n", offset(at * 16), hex(bytes, between))).collect()
    };
    for (what, text) in [
        ("xxd -p", folded(&hex(PRINTED.as_bytes(), ""), 60)),
        ("BitConverter", hex(PRINTED.as_bytes(), "-")),
        ("xxd", dump(|at| format!("{at:08x}: "), " ")),
        ("hexdump -C", dump(|at| format!("{at:08x}  "), " ")),
        ("Format-Hex", dump(|at| format!("{at:016X} "), " ")),
        ("certutil -encodehex", dump(|at| format!("{at:04x}\t"), " ")),
    ] {
        leaves_undecided(what, "a.txt", text);
    }
}

#[test]
fn output_in_escapes_or_on_one_line_leaves_its_kind_undecided() {
    let percent = |text: &str| -> String {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let string = |text: &str| serde_json::to_string(text).unwrap();
    for (what, text) in [
        ("URL", percent(PRINTED)),
        ("form", format!("body={}", percent(PRINTED).replace("%20", "+"))),
        ("literal line ends", PRINTED.replace("\r\n", "\\r\\n")),
        ("literal line ends, quoted", format!("\"{}\"", PRINTED.replace("\r\n", "\\n"))),
        ("string in a string", string(&string(PRINTED))),
        ("JSON in a string in a string", string(&string(&as_json()))),
        ("JSON thrice", json!({ "x": json!({ "y": json!({ "z": PRINTED }).to_string() }).to_string() }).to_string()),
        ("letters as numbers", PRINTED.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect()),
        ("entities", PRINTED.replace(':', "&#58;").replace("\r\n", "&#13;&#10;")),
        ("no line ends", PRINTED.replace("\r\n", " ")),
        ("no line ends, no prompt", PRINTED.split_once("\r\n").unwrap().1.replace("\r\n", " ")),
    ] {
        leaves_undecided(what, "a.txt", text);
    }
    // One string of JSON is read.
    let report = healthy().with("onprem/a.json", &string(&as_json())).audit();
    assert!(report.inputs.iter().any(|input| input.path == "onprem/a.json" && input.records == 1));
    assert_eq!(report.verdict, Readiness::Inconclusive);
}

#[test]
fn a_file_in_uuencode_leaves_its_kind_undecided() {
    let digit = |value: u8, blank: char| if value == 0 { blank } else { char::from(value + b' ') };
    let encoded = |blank: char| -> String {
        let lines = PRINTED.as_bytes().chunks(45).map(|line| {
            let fours = line.chunks(3).flat_map(|three| {
                let [a, b, c] = [0, 1, 2].map(|at| three.get(at).copied().unwrap_or(0));
                [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63]
            });
            let text: String = fours.map(|value| digit(value, blank)).collect();
            format!("{}{text}\r\n", digit(u8::try_from(line.len()).unwrap(), blank))
        });
        format!("begin 644 mapi.txt\r\n{}{blank}\r\nend\r\n", lines.collect::<String>())
    };
    for blank in ['`', ' '] {
        leaves_undecided("uuencode", "a.txt", encoded(blank));
        leaves_undecided("below words", "a.txt", format!("The output:\r\n\r\n{}\r\nRegards\r\n", encoded(blank)));
    }
    for head in ["", "Content-Transfer-Encoding: x-uuencode\r\n"] {
        let mail = format!(
            "From: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n{head}\r\n{}",
            encoded('`')
        );
        let report = healthy().with("onprem/a.eml", &mail).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{head}");
        assert!(is_named(&report, "onprem/a.eml/body.txt"), "{head}");
    }
    is_let_through("words", "notes.txt", "begin 2026 with a plan\nbegin 644 x\n");
}

#[test]
fn a_line_that_is_written_over_says_nothing() {
    let line = "IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}";
    let url = "ExternalUrl                   : https://mail.contoso.com/mapi";
    for (from, to) in [
        (line, format!("{line}\rIISAuthenticationMethods      : {{Ntlm, Negotiate}}       ")),
        (line, format!("IISAuthenticationMethods      : {{Ntlm, Negotiate}}\r{line}")),
        (line, format!("{line}\r                                {{Ntlm, Negotiate}}       ")),
        (url, format!("{url}\rExternalUrl                   : https://webmail.contoso.com/mapi")),
        (url, format!("Working ...\r{url}")),
    ] {
        let report = healthy().replace("onprem/mapi.txt", from, &to).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{to}: {:?}", report.skipped);
        assert!(is_named(&report, "onprem/mapi.txt"), "{to}");
    }
    // A table.
    let table = "[PS] C:\\>Get-MapiVirtualDirectory | ft Identity,IISAuthenticationMethods\r\n\r\nIdentity                        IISAuthenticationMethods\r\n--------                        ------------------------\r\nEX01\\mapi (Default Web Site)    {Ntlm, OAuth, Negotiate}\rEX01\\mapi (Default Web Site)    {Ntlm, Negotiate}\r\nEX02\\mapi (Default Web Site)    {Ntlm, OAuth, Negotiate}\r\n\r\n\r\n[PS] C:\\>\r\n";
    leaves_undecided("a table", "a.txt", table);
    // Blanks at the end wipe out a bar, and a file from an old Macintosh has no other line ends.
    let wiped = content("onprem/mapi.txt").replacen("\n\n", "\n\nWorking ...\r              \r\n", 1);
    assert_eq!(healthy().with("onprem/mapi.txt", &wiped).audit().verdict, Readiness::Ready);
    let old = content("onprem/mapi.txt").replace('\n', "\r");
    assert_eq!(healthy().with("onprem/mapi.txt", &old).audit().verdict, Readiness::Ready);
}

#[test]
fn output_that_the_words_below_it_take_back_proves_nothing() {
    let json = content("onprem/certificates.json");
    for (name, text) in
        [("onprem/mapi.txt", content("onprem/mapi.txt")), (PRINCIPAL, content(PRINCIPAL)), ("onprem/certificates.json", json)]
    {
        for words in
            ["The above is an example.", "These values are made up.", "Das oben ist nur ein Beispiel", "(example output)"]
        {
            for blank in ["\n", "\n\n"] {
                let report = healthy().with(name, &format!("{text}{blank}{words}\n")).audit();
                assert_eq!(report.verdict, Readiness::Inconclusive, "{name}: {words}");
                assert!(is_named(&report, name), "{name}: {words}");
            }
        }
        for words in ["The above is the output of today.", "This is not an example.", "See above."] {
            let report = healthy().with(name, &format!("{text}\n{words}\n")).audit();
            assert_eq!(report.verdict, Readiness::Ready, "{name}: {words}: {:?}", report.skipped);
        }
    }
    // Only the last output is meant.
    let two = format!("{}\n{}\nThe above is an example.\n", content("onprem/mapi.txt"), content("onprem/oab.txt"));
    let report = healthy().without("onprem/oab.txt").with("onprem/mapi.txt", &two).audit();
    let asks = |noun: &str| report.findings.iter().any(|finding| finding.core && finding.help.contains(noun));
    assert!(asks("Get-OabVirtualDirectory") && !asks("Get-MapiVirtualDirectory"), "{:?}", crate::common::told(&report));
}

#[test]
fn names_in_letters_of_another_alphabet_leave_their_kind_undecided() {
    let name = "IISAuthenticationMethods";
    for disguised in
        ["IISAuthenticatiοnMethods", "IIЅAuthenticationMethods", "ＩＩＳAuthenticationMethods", "IISАuthеnticationMеthоds"]
    {
        leaves_undecided(disguised, "a.txt", PRINTED.replace(&format!("\n{name}"), &format!("\n{disguised}")));
        leaves_undecided(disguised, "a.txt", object().replace(name, disguised));
        leaves_undecided(disguised, "a.json", as_json().replace(name, disguised));
        let line = format!("{name}      : {{Ntlm, OAuth, Negotiate}}");
        let twice = format!("{line}\n{disguised}      : {{Ntlm}}");
        let report = healthy().replace("onprem/mapi.txt", &line, &twice).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{disguised}: {:?}", report.skipped);
    }
    for text in ["Überprüfung : abgeschlossen\n", "Имя : сервер\nСостояние : хорошо\n", "Größe: 5\n"]
    {
        is_let_through(text, "notes.txt", text);
    }
}

#[test]
fn json_that_is_cut_behind_its_server_leaves_all_kinds_undecided() {
    let json = as_json();
    for cut in ["\"EX02\\", "\"EX02\\\\", "\"EX02\\\\m", "\"EX02\\\\mapi (Def"] {
        let end = json.find(cut).unwrap() + cut.len();
        leaves_undecided(cut, "a.json", &json[..end]);
    }
    // The path of a URL tells, too.
    let nameless = "[\n {\n  \"Server\": \"EX02\",\n  \"InternalUrl\": \"https://mail.contoso.com/mapi\",\n  \"Path\": \"C:";
    leaves_undecided("nameless", "a.json", nameless);
}

#[test]
fn rows_without_a_header_leave_their_kind_undecided() {
    for row in [
        "\"EX02\\mapi (Default Web Site)\",\"EX02\",\"https://mail.contoso.com/mapi\",\"Ntlm\"\n",
        "\"EX02\",\"EX02\\mapi (Default Web Site)\",\"Ntlm\"\n\"EX03\",\"EX03\\mapi (Default Web Site)\",\"Ntlm\"\n",
    ] {
        leaves_undecided(row, "a.csv", row);
    }
    is_only_named("no kind shows", "a.csv", "\"EvoSTS\",\"AzureAD\",\"False\",\"True\"\n");
}

/// What contradicts the healthy estate, without the session around it.
fn object() -> &'static str {
    PRINTED.split("\r\n\r\n\r\n").nth(1).unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn page(body: &str) -> String {
    format!("<html><body><p>Notes</p>{body}</body></html>")
}

#[test]
fn what_a_page_holds_beside_its_text_leaves_its_kind_undecided() {
    let (plain, json) = (escaped(object()), as_json());
    let lines: String = object().lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let percent = object().replace('%', "%25").replace(' ', "%20").replace("\r\n", "%0D%0A").replace('{', "%7B");
    for (what, body) in [
        ("tooltip", format!("<span title=\"{plain}\">x</span>")),
        ("label", format!("<p aria-label=\"{plain}\">x</p>")),
        ("picture", format!("<img alt=\"{plain}\">")),
        ("clipboard", format!("<button data-text=\"{plain}\">Copy</button>")),
        (
            "handler",
            format!(
                "<button onclick=\"copy('{}')\">Copy</button>",
                escaped(&object().replace('\\', "\\\\").replace("\r\n", "\\n"))
            ),
        ),
        ("field", format!("<input value=\"{plain}\">")),
        ("text field", format!("<textarea>{plain}</textarea>")),
        ("JSON", format!("<script type=\"application/json\">{json}</script>")),
        ("JSON of a script", format!("<script>var data = {};</script>", json.replace('\n', ""))),
        ("JSON of jQuery", format!("<script>$(function () {{ show({}); }});</script>", json.replace('\n', ""))),
        ("template", format!("<template><pre>{plain}</pre></template>")),
        ("paragraphs of a template", format!("<template>{lines}</template>")),
        ("page within", format!("<iframe srcdoc=\"{}\"></iframe>", escaped(&format!("<pre>{plain}</pre>")))),
        ("without a frame", format!("<iframe>{plain}</iframe>")),
        ("comment", format!("<!-- {} -->", object())),
        ("hidden", format!("<div style=\"display: none\"><pre>{plain}</pre></div>")),
        ("hidden lines", format!("<div hidden>{lines}</div>")),
        ("tooltip of what is hidden", format!("<div hidden><b title=\"{plain}\">x</b></div>")),
        ("without scripts", format!("<noscript><pre>{plain}</pre></noscript>")),
        ("style", format!("<style>p::after {{ content: \"{}\" }}</style>", object().replace("\r\n", "\\a "))),
        ("link", format!("<a href=\"data:text/plain;base64,{}\">Save</a>", base64(PRINTED.as_bytes()))),
        ("link with percent signs", format!("<a href=\"data:text/plain,{percent}\">Save</a>")),
    ] {
        leaves_undecided(what, "a.html", page(&body));
    }
    // In a page with much else, and in a table of one.
    leaves_undecided(
        "in a cell",
        "a.html",
        page(&format!("<table><tr><th>A</th></tr><tr><td title=\"{plain}\">x</td></tr></table>")),
    );
}

#[test]
fn what_every_page_holds_is_let_through() {
    const LINK: &str = "<a href=\"https://mail.contoso.com/owa\" title=\"https://mail.contoso.com/owa\" originalsrc=\"https://mail.contoso.com/owa\">OWA</a>";
    let mapi = escaped(&content("onprem/mapi.txt"));
    for (what, body) in [
        ("a link", LINK.to_owned()),
        (
            "a script",
            "<script>var a = {enabled: true, name: \"x\", serviceName: \"y\", url: \"https://x/owa/\"};</script>".to_owned(),
        ),
        ("a style", "<style>p { color: red } .owa { background: url(data:image/png;base64,iVBORw0KGgo=) }</style>".to_owned()),
        ("fields", "<form><input name=\"Identity\" value=\"Search the documentation\"><textarea></textarea></form>".to_owned()),
        ("comments", "<!-- Identity, Server and InternalUrl are explained below --><!--[if mso]><p>x</p><![endif]-->".to_owned()),
        ("a tooltip that repeats what is shown", format!("<pre>{mapi}</pre><p title=\"{}\">x</p>", mapi.lines().nth(3).unwrap())),
    ] {
        let report = healthy().with("onprem/a.html", &page(&body)).audit();
        let evidence = report.skipped.iter().filter(|skipped| skipped.evidence).count();
        assert_eq!((report.verdict, evidence), (Readiness::Ready, 0), "{what}: {:?}", report.skipped);
    }
    // The writer says that it does not count.
    for body in ["<del>", "<s>", "<blockquote>"] {
        is_only_named(body, "a.html", page(&format!("{body}<pre>{}</pre>{}", escaped(object()), body.replace('<', "</"))));
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    crate::cli::containers::zip(&files)
}

/// A Word document with some text, and parts beside it.
fn word(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = |text: &str| format!("<w:x xmlns:w=\"w\" xmlns:m=\"m\" xmlns:v=\"v\">{text}</w:x>");
    let mut files = vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("word/document.xml", document(&format!("<w:p><w:r><w:t>Notes</w:t></w:r></w:p>{body}"))),
    ];
    files.extend(parts.iter().map(|(name, text)| (*name, document(text))));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip(&files)
}

/// Lines as paragraphs of Word, in runs of this style.
fn paragraphs(text: &str, style: &str) -> String {
    let paragraph = |line: &str| format!("<w:p><w:r>{style}<w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line));
    text.lines().map(paragraph).collect()
}

#[test]
fn what_a_document_holds_beside_its_text_leaves_its_kind_undecided() {
    let text = paragraphs(object(), "");
    let leaves = |what: &str, bytes: Vec<u8>| {
        let mut snapshot = healthy();
        snapshot.files.push(("onprem/a.docx".to_owned(), bytes));
        let report = snapshot.audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{what}: {:?}", report.skipped);
        assert!(is_named(&report, "onprem/a.docx/document.txt"), "{what}: {:?}", report.skipped);
    };
    for part in ["header1", "header2", "footer1", "footnotes", "endnotes", "comments", "commentsExtended"] {
        leaves(part, word("", &[(&format!("word/{part}.xml"), &text)]));
    }
    let hidden = paragraphs(object(), "<w:rPr><w:vanish/></w:rPr>");
    leaves("hidden", word(&hidden, &[]));
    let drawn = format!(
        "<w:p><w:r><m:AlternateContent><m:Fallback><w:pict><v:textbox>{text}</v:textbox></w:pict></m:Fallback></m:AlternateContent></w:r></w:p>"
    );
    leaves("older drawing", word(&drawn, &[]));
    // A text box is read.
    let box_ = format!("<w:p><w:r><w:drawing><w:txbxContent>{text}</w:txbxContent></w:drawing></w:r></w:p>");
    let mut snapshot = healthy();
    snapshot.files.push(("onprem/a.docx".to_owned(), word(&box_, &[])));
    let report = snapshot.audit();
    assert!(report.inputs.iter().any(|input| input.path.starts_with("onprem/a.docx") && input.records == 1));
    assert_eq!(report.verdict, Readiness::Inconclusive);
    // The writer says that it does not count.
    for struck in [paragraphs(object(), "<w:rPr><w:strike/></w:rPr>"), format!("<w:del>{text}</w:del>")] {
        is_only_named("struck out or deleted", "a.docx", word(&struck, &[]));
    }
    is_only_named(
        "a file within",
        "a.docx",
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w:x xmlns:w=\"w\"/>"),
            ("word/embeddings/oleObject1.bin", PRINTED.as_bytes()),
        ]),
    );
    let mut snapshot = healthy();
    snapshot
        .files
        .push(("onprem/a.docx".to_owned(), word("", &[("word/header1.xml", &paragraphs("Contoso : confidential", ""))])));
    is_harmless("words", &snapshot);
}

#[test]
fn hidden_files_of_an_archive_are_looked_at() {
    for name in [".mapi.txt", ".old/mapi.txt", "logs/.mapi.txt"] {
        let mut snapshot = healthy();
        snapshot.files.push(("onprem/a.zip".to_owned(), zip(&[("x.txt", b"notes"), (name, PRINTED.as_bytes())])));
        let report = snapshot.audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{name}");
        assert!(is_named(&report, &format!("onprem/a.zip/{name}")), "{name}: {:?}", report.skipped);
    }
    let mut snapshot = healthy();
    let harmless: &[(&str, &[u8])] = &[
        (".DS_Store", b"\0\0\0\x01Bud1\0\0"),
        ("__MACOSX/._mapi.txt", b"\0\x05\x16\x07\0\x02\0\0Mac OS X        "),
        (".gitignore", b"*.log\n"),
        (".git/config", b"[remote \"origin\"]\n\turl = https://git.contoso.com/exchange.git\n"),
    ];
    snapshot.files.push(("onprem/a.zip".to_owned(), zip(harmless)));
    is_harmless("harmless", &snapshot);
}

#[test]
fn text_of_a_mainframe_leaves_its_kind_undecided() {
    let code = |letter: char| match letter {
        'a'..='i' => letter as u8 - b'a' + 0x81,
        'j'..='r' => letter as u8 - b'j' + 0x91,
        's'..='z' => letter as u8 - b's' + 0xa2,
        'A'..='I' => letter as u8 - b'A' + 0xc1,
        'J'..='R' => letter as u8 - b'J' + 0xd1,
        'S'..='Z' => letter as u8 - b'S' + 0xe2,
        '0'..='9' => letter as u8 - b'0' + 0xf0,
        ' ' => 0x40,
        ':' => 0x7a,
        '\\' => 0xe0,
        '(' => 0x4d,
        ')' => 0x5d,
        '/' => 0x61,
        '.' => 0x4b,
        '\n' => 0x15,
        _ => 0x6f,
    };
    leaves_undecided("EBCDIC", "a.txt", PRINTED.chars().map(code).collect::<Vec<u8>>());
}

#[test]
fn a_gzip_archive_is_opened() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, PRINTED.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let mut snapshot = healthy();
    snapshot.files.push(("onprem/a.txt.gz".to_owned(), packed.clone()));
    let report = snapshot.audit();
    assert_eq!(report.verdict, Readiness::Inconclusive);
    assert!(report.inputs.iter().any(|input| input.path == "onprem/a.txt.gz/a.txt" && input.records == 1));
    is_only_named("cut off", "a.txt.gz", &packed[..packed.len() - 12]);
}

#[test]
fn forms_that_are_not_read_leave_their_kind_undecided() {
    let csv = "\"Identity\",\"Server\",\"InternalUrl\",\"IISAuthenticationMethods\"\n\
        \"EX02\\mapi (Default Web Site)\",\"EX02\",\"https://mail.contoso.com/mapi\",\"Ntlm\"\n";
    let xml = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\n<Obj RefId=\"0\">\n<Props>\n\
        <S N=\"Identity\">EX02\\mapi (Default Web Site)</S>\n<S N=\"InternalUrl\">https://mail.contoso.com/mapi</S>\n\
        <S N=\"IISAuthenticationMethods\">Ntlm</S>\n</Props>\n</Obj>\n</Objs>\n";
    let custom = "class ADMapiVirtualDirectory\n{\n  Identity = EX02\\mapi (Default Web Site)\n  IISAuthenticationMethods = \n    [\n      Ntlm\n    ]\n    \n}\n";
    for (what, text) in [
        ("CSV in a quote", quoted(csv, "> ")),
        ("CSV in a quote", quoted(csv, ">")),
        ("CSV in two quotes", quoted(csv, "> > ")),
        ("Clixml in a quote", quoted(xml, "> ")),
        ("Format-Custom", custom.to_owned()),
        ("Format-Custom below a command", format!("[PS] C:\\>Get-MapiVirtualDirectory | fc\n\n{custom}\n\n[PS] C:\\>\n")),
        ("two of Format-Custom", format!("\n{custom}\n{custom}\n")),
        (
            "SQL",
            "INSERT INTO mapi (Identity, IISAuthenticationMethods) VALUES ('EX02\\mapi (Default Web Site)', 'Ntlm');\n"
                .to_owned(),
        ),
        ("repr", "[{'Identity': 'EX02\\\\mapi (Default Web Site)', 'IISAuthenticationMethods': ['Ntlm']}]\n".to_owned()),
        ("TOML", "[[mapi]]\nIdentity = \"EX02\\\\mapi (Default Web Site)\"\nIISAuthenticationMethods = [\"Ntlm\"]\n".to_owned()),
        ("cut in the Identity", as_json()[..32].to_owned()),
    ] {
        leaves_undecided(what, "a.txt", text);
    }
    let one = "Get-OrganizationConfig | Format-Custom OAuth2ClientProfileEnabled\n\nclass ADOrganizationConfig\n{\n  OAuth2ClientProfileEnabled = False\n}\n";
    assert_eq!(healthy().with("onprem/a.txt", one).audit().verdict, Readiness::Inconclusive);
}

#[test]
fn tables_that_no_cmdlet_prints_leave_their_kind_undecided() {
    const NAMES: [&str; 3] = ["Identity", "InternalUrl", "IISAuthenticationMethods"];
    const VALUES: [&str; 3] = ["EX02\\mapi (Default Web Site)", "https://mail.contoso.com/mapi", "{Ntlm, Negotiate}"];
    let row = |cells: [&str; 3], separator: &str| cells.join(separator);
    for (what, text) in [
        ("Markdown", format!("| {} |\n|---|---|---|\n| {} |\n", row(NAMES, " | "), row(VALUES, " | "))),
        (
            "a grid",
            format!("+---+---+---+\n| {} |\n+---+---+---+\n| {} |\n+---+---+---+\n", row(NAMES, " | "), row(VALUES, " | ")),
        ),
        ("boxes", format!("┌──┬──┬──┐\n│ {} │\n├──┼──┼──┤\n│ {} │\n└──┴──┴──┘\n", row(NAMES, " │ "), row(VALUES, " │ "))),
        ("bars", format!("{}\n{}\n", row(NAMES, "|"), row(VALUES, "|"))),
        ("carets", format!("{}\n{}\n", row(NAMES, "^"), row(VALUES, "^"))),
        (
            "names with blanks",
            "Identity : EX02\\mapi (Default Web Site)\nIIS Authentication Methods : Ntlm, Negotiate\n".to_owned(),
        ),
    ] {
        leaves_undecided(what, "a.txt", text);
    }
    for text in ["Name | Server | Notes\n", "The columns are Identity, Server and InternalUrl.\n", "EX01 | EX02\n"] {
        is_let_through(text, "notes.txt", text);
    }
}

#[test]
fn text_that_only_looks_encoded_is_let_through() {
    let key = base64(&(0..=255).collect::<Vec<u8>>());
    for text in [
        "The paths are C:\\new\\reports and C:\\network\\notes, both on EX01.\n",
        "Write-Host \"Identity: $($_.Identity)`nInternalUrl: $($_.InternalUrl)\"\n",
        "$text = \"IISAuthenticationMethods : $methods`r`nInternalUrl : $url`r`n\"\n",
        "Thumbprint list: 5B2C40EC85C62DD39D98696AB5413E3EB83D75265B2C40EC85C62DD39D98696AB5413E3EB83D7526\n",
        "https://portal.contoso.com/x?a=%20%20%20%20%20%20%20%20%20%20\n",
        "class Person\n{\n  string Name;\n  int Age;\n}\n",
        &format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", folded(&key, 64)),
    ] {
        is_let_through(text, "notes.txt", text);
    }
}

#[test]
fn a_line_that_an_object_has_twice_is_understood() {
    for start in ["InternalUrl", "IISAuthenticationMethods", "ExternalUrl"] {
        let text = content("onprem/mapi.txt");
        let twice: String =
            text.split_inclusive('\n').map(|line| line.repeat(if line.starts_with(start) { 2 } else { 1 })).collect();
        assert_ne!(text, twice);
        let report = healthy().with("onprem/mapi.txt", &twice).audit();
        assert_eq!((report.verdict, report.skipped.len()), (Readiness::Ready, 0), "{start}: {:?}", report.skipped);
    }
}

#[test]
fn bare_builds_are_named() {
    for text in ["15.02.2562.017\n", "15.2.1118.7\n", "Version 15.2 (Build 2562.17)\n"] {
        is_only_named(text, "build.txt", text);
    }
    for text in ["10.0.17763.1\n", "15.2\n", "Version 15 of the plan\n", "Install 15.02.2562.017 next week.\n"] {
        is_let_through(text, "build.txt", text);
    }
}

#[test]
fn what_nobody_can_tell_is_named() {
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 5000]].concat();
    let picture = format!("data:image/png;base64,{}", base64(&png));
    for (name, bytes) in [
        ("a.png", png.clone()),
        ("no-ending", png.clone()),
        ("a.jpg", [b"\xff\xd8\xff\xe0".as_slice(), &[7; 99]].concat()),
        ("a.gif", [b"GIF89a".as_slice(), &[7; 99]].concat()),
        ("a.tif", [b"II*\0".as_slice(), &[7; 99]].concat()),
        ("a.webp", [b"RIFF\x10\0\0\0WEBP".as_slice(), &[7; 99]].concat()),
        ("a.heic", [b"\0\0\0\x18ftypheic".as_slice(), &[7; 99]].concat()),
        ("a.bmp", [b"BM".as_slice(), &[0; 99]].concat()),
        ("a.gz", [b"\x1f\x8b\x08\0".as_slice(), &[7; 99]].concat()),
        ("gz.txt", base64(&[b"\x1f\x8b\x08\0".as_slice(), &[7; 200]].concat()).into_bytes()),
        ("a.html", format!("<html><body><p>x</p><img alt=\"\" src=\"{picture}\"></body></html>").into_bytes()),
        ("back.html", format!("<html><body><div style=\"background:url({picture})\">x</div></body></html>").into_bytes()),
        ("a.md", format!("# x\n\n![shot]({picture})\n").into_bytes()),
        (
            "a.eml",
            format!("From: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", folded(&base64(&png), 76)).into_bytes(),
        ),
    ] {
        is_only_named(name, name, bytes);
    }
    // Bullets and signs show no output.
    let small = "<html><body><p>x</p><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"></body></html>";
    is_let_through("a bullet", "small.html", small);
}

#[test]
fn a_deleted_principal_is_none_in_any_form() {
    let names: Vec<String> = serde_json::from_value(
        serde_json::from_str::<serde_json::Value>(&content(PRINCIPAL)).unwrap()["value"][0]["servicePrincipalNames"].clone(),
    )
    .unwrap();
    const ID: &str = "9d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e";
    const APP: &str = "00000002-0000-0ff1-ce00-000000000000";
    let list = |name: &str, value: &str| {
        format!(
            "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '{APP}'\" | fl *\n\n{name} : {value}\nAppId : {APP}\nId : {ID}\nAccountEnabled : True\nServicePrincipalNames : {{{}}}\n\nPS C:\\>\n",
            names.join(", ")
        )
    };
    let csv = |name: &str, value: &str| {
        format!(
            "\"{name}\",\"AppId\",\"Id\",\"AccountEnabled\",\"ServicePrincipalNames\"\n\"{value}\",\"{APP}\",\"{ID}\",\"True\",\"{}\"\n",
            names.join(";")
        )
    };
    let clixml = |name: &str, value: &str| {
        let value = if value.is_empty() { format!("<Nil N=\"{name}\" />") } else { format!("<S N=\"{name}\">{value}</S>") };
        let names: String = names.iter().map(|name| format!("<S>{name}</S>")).collect();
        format!(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal</T></TN><Props><S N=\"AppId\">{APP}</S><S N=\"Id\">{ID}</S>{value}<B N=\"AccountEnabled\">true</B><Obj N=\"ServicePrincipalNames\" RefId=\"1\"><LST>{names}</LST></Obj></Props></Obj></Objs>"
        )
    };
    for form in [&list as &dyn Fn(&str, &str) -> String, &csv, &clixml] {
        for (name, value) in
            [("DeletedDateTime", "01.02.2026 10:00:00"), ("SoftDeletionTimestamp", "2026-02-01"), ("IsDeleted", "True")]
        {
            let report = healthy().without(PRINCIPAL).with("tenants/contoso/a.txt", &form(name, value)).audit();
            assert_eq!(report.verdict, Readiness::Inconclusive, "{}", form(name, value));
            assert!(is_named(&report, "tenants/contoso/a.txt"), "{:?}", report.skipped);
        }
        let report = healthy().without(PRINCIPAL).with("tenants/contoso/a.txt", &form("DeletedDateTime", "")).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{}", form("DeletedDateTime", ""));
    }
}

#[test]
fn a_row_that_was_not_understood_may_be_the_object_that_is_missed() {
    let table = "[PS] C:\\>Get-AuthServer | ft Name,Type,IsDefaultAuthorizationEndpoint

Name   Type         IsDefaultAuthorizationEndpoint
----   ----         ------------------------------
ACS    MicrosoftACS                          False
EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d AzureAD          True   <- this must be True
";
    let report = healthy().with("onprem/authserver.txt", table).audit();
    assert_eq!(report.verdict, Readiness::Inconclusive, "{:?}", report.skipped);
    let remark =
        table.split_inclusive('\n').filter(|line| !line.starts_with("Evo")).collect::<String>() + "the other one is gone\n";
    let report = healthy().with("onprem/authserver.txt", &remark).audit();
    assert_eq!(report.verdict, Readiness::NotReady, "words about a table take nothing from it: {:?}", report.skipped);
}

#[test]
fn servers_in_a_table_that_was_not_understood_are_not_passed_over() {
    let table = "[PS] C:\\>Get-ExchangeServer | ft Name,AdminDisplayVersion

Name AdminDisplayVersion
---- -------------------
MAIL03 Version 15.1 (Build 225.42)
MAIL04 Version 15.1 (Build 225.42)
";
    let report = healthy().with("onprem/more-servers.txt", table).audit();
    assert_eq!(report.verdict, Readiness::Inconclusive, "{:?}", report.skipped);
}

#[test]
fn an_exported_object_of_an_unknown_class_in_a_file_of_a_cmdlet_is_named() {
    let object = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\
        <Obj RefId=\"0\"><TN RefId=\"0\"><T>Microsoft.Exchange.Data.AnotherOverride</T><T>System.Object</T></TN>\
        <Props><S N=\"Name\">x</S><B N=\"Enabled\">true</B></Props></Obj></Objs>";
    let snapshot = healthy().with("onprem/Get-SettingOverride.xml", object).with("onprem/notes.xml", object);
    let report = snapshot.audit();
    let named: Vec<&str> = report.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    assert_eq!(named, ["onprem/Get-SettingOverride.xml"], "{:?}", report.skipped);
    assert!(report.skipped[0].why.contains("Microsoft.Exchange.Data.AnotherOverride in a file of Get-SettingOverride"));
}
