use super::*;

fn text(html: &str) -> String {
    text_of(html, true).unwrap().unwrap().text
}

#[test]
fn blocks_are_lines_and_blanks_collapse() {
    let html = "<html><head><title>x</title><style>p { a : b }</style></head><body><p>Output   of\n <b>EX01</b>:</p>\n<p class=MsoNormal>Name&nbsp;&nbsp; : EvoSTS<o:p></o:p></p>\
        <p class=MsoNormal>Realm&nbsp; : contoso.com</p><p>&nbsp;</p><div>Enabled : True<br>Type : x</div><script>var a = '<p>Name : no</p>';</script></body></html>";
    assert_eq!(text(html), "Output of EX01:\nName   : EvoSTS\nRealm  : contoso.com\n \nEnabled : True\nType : x\n\n");
}

#[test]
fn preformatted_text_keeps_its_blanks_and_entities_are_characters() {
    let html = "<html><body><p>a</p><pre>\r\n[PS] C:\\&gt;Get-X | fl\r\n\r\nUrl   : https://a/?a=1&amp;b=2\r\nName  : M&#252;nchen &#x2026;\r\n</pre><div style=\"color: #fff; white-space: pre;\"><div>b   : c</div></div></body></html>";
    assert_eq!(text(html), "a\n\n[PS] C:\\>Get-X | fl\n\nUrl   : https://a/?a=1&b=2\nName  : München …\n\nb   : c\n\n");
}

#[test]
fn a_table_with_a_header_is_csv() {
    let html = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"><html><head><title>HTML TABLE</title></head><body>\n<table>\n<colgroup><col/><col/></colgroup>\n\
        <tr><th>Identity</th><th>InternalUrl</th></tr>\n<tr><td>EX01\\mapi (Default Web Site)</td><td>https://mail.contoso.com/mapi</td></tr>\n<tr><td>a \"b\"</td><td></td></tr>\n</table>\n</body></html>";
    assert_eq!(
        text(html),
        "\"Identity\",\"InternalUrl\"\n\"EX01\\mapi (Default Web Site)\",\"https://mail.contoso.com/mapi\"\n\"a \"\"b\"\"\",\"\"\n\n"
    );
    // Without header cells, names of properties in the first row will do.
    let html = "<table><tr><td>Identity</td><td>InternalUrl</td></tr><tr><td>EX01\\mapi (Default Web Site)</td><td>https://a/mapi</td></tr></table>";
    assert_eq!(text(html), "\"Identity\",\"InternalUrl\"\n\"EX01\\mapi (Default Web Site)\",\"https://a/mapi\"\n\n");
}

#[test]
fn a_table_of_names_and_values_is_a_list() {
    let expected = "Name  : EvoSTS\nRealm :\n\nName  : ACS\nRealm : a\n\n";
    for html in [
        "<table>\n<tr><td>Name:</td><td>EvoSTS</td></tr>\n<tr><td>Realm:</td><td></td></tr>\n<tr><td><hr></td></tr>\n<tr><td>Name:</td><td>ACS</td></tr>\n<tr><td>Realm:</td><td>a</td></tr>\n</table>",
        "<table><tr><th>Name</th><td>EvoSTS</td></tr><tr><th>Realm</th><td></td></tr><tr><th>Name</th><td>ACS</td></tr><tr><th>Realm</th><td>a</td></tr></table>",
        "<table><thead><tr><th>Property</th><th>Value</th></tr></thead><tr><td>Name</td><td>EvoSTS</td></tr><tr><td>Realm</td><td></td></tr><tr><td>Name</td><td>ACS</td></tr><tr><td>Realm</td><td>a</td></tr></table>",
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn lines_of_a_cell_are_a_list_and_one_column_is_one_property() {
    let html = "<table><tr><th>Identity</th><th>IISAuthenticationMethods</th></tr><tr><td>EX01\\mapi (Default Web Site)</td><td>Ntlm<br>OAuth</td></tr><tr><td>a</td><td><ul><li>https://a/</li><li>https://b:443/</li></ul></td></tr><tr><td>b</td><td>two words<br>more</td></tr></table>";
    assert_eq!(
        text(html),
        "\"Identity\",\"IISAuthenticationMethods\"\n\"EX01\\mapi (Default Web Site)\",\"{Ntlm, OAuth}\"\n\"a\",\"{https://a/, https://b:443/}\"\n\"b\",\"two words\nmore\"\n\n"
    );
    assert_eq!(
        text("<table><tr><th>Name</th></tr><tr><td>EX01</td></tr><tr><td>EX02</td></tr></table>"),
        "Name : EX01\n\nName : EX02\n\n"
    );
}

#[test]
fn a_table_that_can_be_read_in_two_ways_is_left_out_aloud() {
    let html = "<p>x</p><table><tr><td>Name</td><td>EvoSTS</td></tr><tr><td>Realm</td><td>contoso</td></tr></table><p>y</p>";
    let page = text_of(html, true).unwrap().unwrap();
    assert_eq!(page.text, "x\ny\n");
    assert_eq!(page.left_out.len(), 1);
    assert_eq!(page.left_out[0].0, 2);
}

#[test]
fn tables_for_the_layout_are_running_text() {
    for html in [
        "<table><tr><td><p>Hello</p><pre>Name  : EvoSTS\nRealm : a\n</pre></td></tr></table>",
        "<table><tr><td>1\n2</td><td><pre>Name  : EvoSTS\nRealm : a\n</pre></td></tr></table>",
        "<table><tr><td><table><tr><td></td><td><pre>Name  : EvoSTS\nRealm : a\n</pre></td></tr></table></td><td>side</td></tr></table>",
    ] {
        assert!(text(html).contains("Name  : EvoSTS\nRealm : a\n\n"), "{html}: {:?}", text(html));
    }
}

#[test]
fn pages_in_a_transcript_are_found() {
    let around = "PS> Get-AuthServer | ConvertTo-Html\r\n<!DOCTYPE html PUBLIC \"x\">\r\n<html>\r\n<body>\r\n<table>\r\n<tr><th>Name</th><th>Type</th></tr>\r\n<tr><td>EvoSTS</td><td>AzureAD</td></tr>\r\n</table>\r\n</body></html>\r\nPS> exit\r\n";
    let page = text_of(around, false).unwrap().unwrap();
    assert_eq!(page.text, "PS> Get-AuthServer | ConvertTo-Html\r\n\"Name\",\"Type\"\n\"EvoSTS\",\"AzureAD\"\n\n\r\nPS> exit\r\n");
    let fragment = "PS> x\n<table>\n<tr><td>Name:</td><td>EvoSTS</td></tr>\n</table>\nPS> y\n";
    assert_eq!(text_of(fragment, false).unwrap().unwrap().text, "PS> x\nName : EvoSTS\n\n\nPS> y\n");
    for plain in
        ["Name : <table>\n", "Name : x\n<b>bold</b>\n", "<Objs Version=\"1.1\">", "<invoke cmdlet=\"x\">", "<htmlish>", ""]
    {
        assert!(text_of(plain, false).is_none(), "{plain}");
    }
}

#[test]
fn a_page_that_is_cut_off_keeps_its_last_value_open() {
    let html = "<html><body><table><tr><th>Name</th><th>Url</th></tr><tr><td>a</td><td>https://a/</td></tr><tr><td>b</td><td>https://mail.con";
    let page = text_of(html, true).unwrap().unwrap();
    assert_eq!(page.text.trim_end(), "\"Name\",\"Url\"\n\"a\",\"https://a/\"");
    assert_eq!(page.left_out.len(), 1);
    assert_eq!(text("<html><body><pre>Url : https://mail.con"), "Url : https://mail.con");
    assert_eq!(text("<html><body><p>Url : https://mail.con"), "Url : https://mail.con");
}

#[test]
fn hostile_pages_take_time_in_proportion() {
    let started = std::time::Instant::now();
    for page in [
        format!("<html>{}", "<table><tr><td>x".repeat(20_000)),
        format!("<html>{}", "<div><pre style='white-space: pre'>".repeat(20_000)),
        format!("<html>{}", "<table>".repeat(40_000)),
        format!("<html>{}", "</table></td></tr>".repeat(20_000)),
        format!("<html>{}", "&".repeat(100_000)),
        format!("<html>{}", "<!--".repeat(10_000)),
        "<table>\n".repeat(20_000),
        format!("<html><table>{}", "<tr><td>a<td>b".repeat(10_000)),
    ] {
        let _ = text_of(&page, false);
    }
    for many in [
        " a".repeat(20_000),
        (0..100_000).map(|at| format!(" a{at}='x'")).collect(),
        (0..100_000).map(|at| format!("/a{at}")).collect(),
    ] {
        let why = text_of(&format!("<html><p{many}>x</p>"), false).unwrap().unwrap_err();
        assert!(why.contains("attributes"));
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn what_is_hidden_struck_out_or_quoted_is_left_out_aloud() {
    for element in [
        "div style=\"display:none\"",
        "div style='DISPLAY : none !important'",
        "div hidden",
        "p aria-hidden=\"true\"",
        "span style=\"font-size:0\"",
        "section class=\"x visually-hidden\"",
        "noscript",
        "del",
        "s",
        "span style=\"text-decoration: line-through\"",
        "blockquote type=\"cite\"",
        "div class=\"gmail_quote\"",
    ] {
        let name = element.split(' ').next().unwrap();
        let html =
            format!("<html><body><p>a</p><{element}><{name}>x</{name}><pre>Name : x</pre><br></{name}><p>b</p></body></html>");
        let page = text_of(&html, true).unwrap().unwrap();
        assert_eq!((page.text.as_str(), page.left_out.len()), ("a\nb\n", 1), "{element}");
        // Without an end it goes down to the end of the page.
        let page = text_of(&format!("<html><body><p>a</p><{element}>Name : x"), true).unwrap().unwrap();
        assert_eq!((page.text.trim_end(), page.left_out.len()), ("a", 1), "{element}");
    }
    assert_eq!(
        text("<html><body><div class=\"unhidden\" style=\"font-size:10px\">a</div><input hidden>b</body></html>"),
        "a\nb\n"
    );
}
