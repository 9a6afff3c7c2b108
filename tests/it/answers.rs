//! What proves something: the answer of a query. What somebody sent, expected, kept, quoted or struck out looks the same and proves nothing.

use crate::common::{PRINCIPAL, Snapshot, content, healthy};
use hmaudit::report::{Readiness, Report};
use serde_json::{Value, json};

/// The service principal of the healthy estate, as an object.
fn principal() -> Value {
    serde_json::from_str::<Value>(&content(PRINCIPAL)).unwrap()["value"][0].clone()
}

/// The same with one member more, or another value of it.
fn principal_with(name: &str, value: Value) -> Value {
    let mut object = principal();
    object[name] = value;
    object
}

/// What an audit says of the healthy estate when this is all that shows its service principal.
fn audit_json(value: &Value) -> Report {
    healthy().with(PRINCIPAL, &serde_json::to_string_pretty(value).unwrap()).audit()
}

/// It is not ready, and what was declined is named.
fn is_declined(report: &Report, file: &str, what: &str) {
    assert_ne!(report.verdict, Readiness::Ready, "{what}");
    assert_ne!(report.verdict, Readiness::NotReady, "{what}");
    assert!(
        report.skipped.iter().any(|skipped| skipped.path == file && skipped.line > 0 && skipped.evidence),
        "{what}: {:?}",
        report.skipped
    );
}

#[test]
fn the_body_of_a_request_is_no_answer() {
    let names = principal()["servicePrincipalNames"].clone();
    for body in [
        json!({ "servicePrincipalNames": names }),
        json!({ "@odata.type": "#microsoft.graph.servicePrincipal", "servicePrincipalNames": names }),
        json!({ "requests": [{ "id": "1", "method": "PATCH", "url": "/servicePrincipals/x", "body": principal() }] }),
        json!({ "method": "PATCH", "url": "https://graph.microsoft.com/v1.0/servicePrincipals/x", "body": principal() }),
        json!({ "HttpMethod": "post", "content": principal() }),
        json!({ "requestBody": principal() }),
        json!({ "payload": [principal()] }),
        json!({ "WhatIf": true, "object": principal() }),
    ] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
}

#[test]
fn what_stands_beside_an_error_is_no_answer() {
    for body in [
        json!({ "error": { "code": "Authorization_RequestDenied", "message": "Insufficient privileges" }, "request": principal() }),
        json!({ "error": { "code": "x", "message": "y" }, "value": [principal()] }),
        json!({ "error": "denied", "body": principal() }),
        json!({ "status": 403, "body": principal() }),
        json!({ "StatusCode": "409 Conflict", "Content": [principal()] }),
        json!({ "success": false, "result": principal() }),
    ] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    for body in [json!({ "error": null, "value": [principal()] }), json!({ "status": 200, "errors": [], "body": principal() })] {
        assert_eq!(audit_json(&body).verdict, Readiness::Ready, "{body}");
    }
}

#[test]
fn what_is_expected_or_was_is_not_what_is() {
    for name in [
        "expected",
        "desiredState",
        "example",
        "sample_output",
        "should-be",
        "planned",
        "before",
        "previous",
        "Backup",
        "old",
        "default",
        "toBe",
        "Sollzustand",
        "erwartet",
        "attendu",
        "vorher",
    ] {
        for body in [
            json!({ name: principal() }),
            json!({ name: [principal()], "note": "x" }),
            json!({ name: principal(), "actual": [] }),
            json!({ "test": { "title": "x", name: principal() } }),
        ] {
            is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
        }
    }
    for body in [json!({ "name": "expected", "value": [principal()] }), json!({ "kind": "example", "data": principal() })] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    for name in ["actual", "current", "servicePrincipal", "contoso"] {
        assert_eq!(audit_json(&json!({ name: principal() })).verdict, Readiness::Ready, "{name}");
    }
}

#[test]
fn a_deleted_object_is_none() {
    for object in [
        principal_with("deletedDateTime", json!("2026-01-01T00:00:00Z")),
        principal_with("DeletionTimestamp", json!("2026-01-01T00:00:00Z")),
        principal_with("@removed", json!({ "reason": "deleted" })),
        principal_with("isDeleted", json!(true)),
    ] {
        is_declined(&audit_json(&json!({ "value": [object] })), PRINCIPAL, &object.to_string());
    }
    let bin = "https://graph.microsoft.com/v1.0/$metadata#directory/deletedItems/microsoft.graph.servicePrincipal";
    is_declined(&audit_json(&json!({ "@odata.context": bin, "value": [principal()] })), PRINCIPAL, bin);
    let used = principal_with("deletedDateTime", json!(null));
    assert_eq!(audit_json(&json!({ "value": [used] })).verdict, Readiness::Ready);
}

#[test]
fn names_in_another_shape_than_a_list_of_texts_are_declined() {
    let names: Vec<String> = serde_json::from_value(principal()["servicePrincipalNames"].clone()).unwrap();
    let joined = names.join(" ");
    let wrapped: Vec<Value> = names.iter().map(|name| json!({ "value": name })).collect();
    for value in [json!(joined), json!([joined]), json!(wrapped), json!(names.join("  "))] {
        let object = principal_with("servicePrincipalNames", value);
        is_declined(&audit_json(&json!({ "value": [object] })), PRINCIPAL, &object.to_string());
    }
    for body in [json!({ "value": [{ "value": [principal()] }] }), json!({ "value": [{ "value": principal() }] })] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    // Windows PowerShell writes a list within a list that way.
    let listed = json!([{ "value": [principal()], "Count": 1 }]);
    assert_eq!(audit_json(&listed).verdict, Readiness::Ready, "{listed}");
}

const SERVERS: &str = "onprem/authserver.txt";
const ORGANISATION: &str = "onprem/organizationconfig.txt";
const PROMPT: &str = "[PS] C:\\>";

/// The command of a file of the healthy estate, and what it printed.
fn parts(file: &str) -> (String, String) {
    let text = content(file);
    let (command, output) = text.split_once('\n').unwrap();
    let output = output.rsplit_once("[PS]").unwrap().0.trim_matches('\n');
    (command.split_once('>').unwrap().1.to_owned(), output.to_owned())
}

/// Nothing is proved when an answer stands in a text in this way; what was passed over is named.
fn proves_nothing(what: &str, ending: &str, text: impl Fn(&str, &str) -> String) {
    for file in [SERVERS, ORGANISATION] {
        let (command, output) = parts(file);
        let name = file.replace(".txt", ending);
        let report = healthy().without(file).with(&name, &text(&command, &output)).audit();
        is_declined(&report, &name, &format!("{what} {file}"));
    }
}

/// An answer that stands in a text in this way is one.
fn proves(what: &str, text: impl Fn(&str, &str) -> String) {
    for file in [SERVERS, ORGANISATION] {
        let (command, output) = parts(file);
        let report = healthy().with(file, &text(&command, &output)).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{what} {file}: {:?}", report.skipped);
    }
}

fn each_line(text: &str, mark: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}\n")).collect()
}

#[test]
fn what_a_heading_calls_expected_or_former_is_no_output() {
    for heading in [
        "Expected",
        "It should look like this:",
        "Sample",
        "### Before",
        "**Before the change**",
        "Target state",
        "Sollzustand",
        "Erwartet:",
        "Known good",
        ".EXAMPLE",
        "-------------------------- EXAMPLE 1 --------------------------",
    ] {
        proves_nothing(heading, ".txt", |command, output| format!("{heading}\n\n```\n{command}\n\n{output}\n```\n"));
        proves_nothing(heading, ".md", |command, output| {
            format!("{heading}\n\n```text\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n```\n")
        });
        proves_nothing(heading, ".txt", |command, output| format!("{heading}\n\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
        proves_nothing(heading, ".txt", |_, output| format!("{heading}\n\n{output}\n\n"));
        proves_nothing(heading, ".html", |_, output| {
            format!("<html><body>\n<h2>{heading}</h2>\n<pre>\n{output}\n</pre>\n</body></html>\n")
        });
        is_declined(&healthy().with(PRINCIPAL, &format!("{heading}\n\n{}", content(PRINCIPAL))).audit(), PRINCIPAL, heading);
    }
    // Below the next heading stands what is.
    proves("the section has ended", |command, output| {
        format!("Before\n\n```\nName : x\n```\n\nAfter\n\n```\n{command}\n\n{output}\n```\n")
    });
    proves("an ordinary heading", |command, output| format!("AuthServers\n\n```\n{command}\n\n{output}\n```\n"));
    proves("a sentence", |command, output| format!("This is not what I expected:\n\n{command}\n\n{output}\n\n"));
}

#[test]
fn what_comes_from_an_article_or_a_page_of_others_is_no_output() {
    for heading in
        ["From the article:", "The docs show:", "As in the article", "Taken from learn.microsoft.com:", "Microsoft says:"]
    {
        proves_nothing(heading, ".txt", |command, output| format!("{heading}\n\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
        proves_nothing(heading, ".txt", |_, output| format!("{heading}\n\n{output}\n\n"));
        is_declined(&healthy().with(PRINCIPAL, &format!("{heading}\n\n{}", content(PRINCIPAL))).audit(), PRINCIPAL, heading);
    }
    for heading in ["Step 3 of the article:", "Output of the commands in the article:", "Microsoft Exchange Server 2019"] {
        proves(heading, |command, output| format!("{heading}\n\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
    }
    for element in ["blockquote", "blockquote class=\"x\"", "textarea", "textarea rows=9"] {
        let name = element.split(' ').next().unwrap();
        proves_nothing(element, ".html", |command, output| {
            format!("<html><body><p>x</p>\n<{element}>\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n</{name}>\n</body></html>\n")
        });
    }
}

#[test]
fn what_a_file_holds_that_was_printed_is_no_output() {
    for show in ["Get-Content expected.txt", "gc .\\old.txt", "type old.txt", "cat C:\\old\\session.log", "more old.txt"] {
        proves_nothing(show, ".txt", |command, output| format!("{PROMPT}{show}\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
        for typed in [show.to_owned(), format!("{show} | ConvertFrom-Json")] {
            let file = format!("PS C:\\> {typed}\n{}\nPS C:\\>\n", content(PRINCIPAL));
            assert_eq!(healthy().with(PRINCIPAL, &file).audit().verdict, Readiness::Inconclusive, "{typed}");
        }
        proves("the file holds something else", |command, output| {
            format!("{PROMPT}{show}\nx\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n")
        });
    }
}

#[test]
fn texts_that_were_typed_are_no_output() {
    for (open, close) in [("$x = @'", "'@"), ("$x = @\"", "\"@"), ("Set-Content a.txt @'", "'@"), ("@'", "'@ | Out-Host")] {
        for prompt in ["", PROMPT] {
            proves_nothing(open, ".txt", |command, output| {
                format!("{prompt}{open}\n{PROMPT}{command}\n\n{output}\n{close}\n{prompt}\n")
            });
        }
        let file = format!("{PROMPT}{open}\n{}\n{close}\n{PROMPT}\n", content(PRINCIPAL));
        assert_ne!(healthy().with(PRINCIPAL, &file).audit().verdict, Readiness::Ready, "{open}");
    }
    for head in [
        "PATCH https://graph.microsoft.com/v1.0/servicePrincipals/x\nContent-type: application/json\n\n",
        "curl -X PATCH https://graph.microsoft.com/v1.0/servicePrincipals/x -d \\\n",
        "HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n",
        "PS C:\\> $body = '",
    ] {
        is_declined(&healthy().with(PRINCIPAL, &format!("{head}{}", content(PRINCIPAL))).audit(), PRINCIPAL, head);
    }
    let answer = format!("GET https://graph.microsoft.com/v1.0/servicePrincipals\n\nHTTP/1.1 200 OK\n\n{}", content(PRINCIPAL));
    assert_eq!(healthy().with(PRINCIPAL, &answer).audit().verdict, Readiness::Ready);
    // A here-string that does not end is none.
    proves("no end", |command, output| format!("{PROMPT}$x = @'\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
}

#[test]
fn what_echo_says_is_no_output() {
    for said in ["echo 'x'", "Write-Host \"x\"", "Write-Output x"] {
        proves_nothing(said, ".txt", |command, output| format!("{PROMPT}{said}\n{command}\n\n{output}\n\n{PROMPT}\n"));
        proves_nothing(said, ".txt", |_, output| format!("{PROMPT}{said}\n\n{output}\n\n{PROMPT}\n"));
        proves("the prompt ends it", |command, output| format!("{PROMPT}{said}\nx\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"));
    }
}

#[test]
fn comments_and_quotes_are_read_and_prove_nothing() {
    proves_nothing("a comment block", ".txt", |command, output| format!("<#\n{command}\n\n{output}\n#>\n"));
    proves_nothing("a help text", ".ps1", |command, output| {
        format!("<#\n.SYNOPSIS\nx\n.NOTES\n{command}\n\n{output}\n#>\nparam()\n")
    });
    for mark in ["# ", "#", "> ", ">> "] {
        proves_nothing(mark, ".txt", |command, output| each_line(&format!("{command}\n\n{output}\n"), mark));
        proves_nothing(mark, ".txt", |command, output| each_line(&format!("{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n"), mark));
    }
    // That nothing was printed is not proved by a comment either.
    let command = "Get-AuthServer";
    let file = each_line(&format!("{PROMPT}{command}\n{PROMPT}\n"), "# ");
    assert_ne!(healthy().with(SERVERS, &file).audit().verdict, Readiness::Ready);
}

#[test]
fn what_is_hidden_or_struck_out_does_not_count() {
    for element in ["div style=\"display:none\"", "div hidden", "section style='visibility: hidden'", "del", "s", "strike"] {
        let name = element.split(' ').next().unwrap();
        proves_nothing(element, ".html", |command, output| {
            format!(
                "<html><body><p>x</p>\n<{element}>\n<pre>\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n</pre>\n</{name}>\n</body></html>\n"
            )
        });
    }
    for (open, close) in [("<!--", "-->"), ("<s>", "</s>"), ("<del>", "</del>"), ("~~", "~~")] {
        proves_nothing(open, ".md", |command, output| format!("# x\n\n{open}\n{command}\n\n{output}\n{close}\n"));
    }
    proves_nothing("struck lines", ".md", |command, output| {
        format!("{command}\n\n{}", each_line(output, "~~").replace('\n', "~~\n").replace("~~~~\n", "\n"))
    });
    proves("what is shown", |command, output| {
        format!(
            "<html><body>\n<div style=\"color:red\" class=\"shown\">\n<pre>\n{PROMPT}{command}\n\n{output}\n\n{PROMPT}\n</pre>\n</div>\n</body></html>\n"
        )
    });
}

/// A capture that contradicts the healthy estate: MAPI on EX02 without OAuth.
fn contradiction() -> String {
    let (command, output) = parts("onprem/mapi.txt");
    let second = output.split_once("\n\n").unwrap().1.replace(", OAuth", "");
    format!("{PROMPT}{command}\n\n\n{second}\n\n\n{PROMPT}\n")
}

fn contradiction_json() -> String {
    let methods = json!(["Ntlm", "Negotiate"]);
    let url = "https://mail.contoso.com/mapi";
    let object = json!({ "Identity": "EX02\\mapi (Default Web Site)", "Server": "EX02", "InternalUrl": url, "IISAuthenticationMethods": methods });
    serde_json::to_string_pretty(&json!([object])).unwrap()
}

#[test]
fn what_is_not_understood_beside_a_good_capture_leaves_its_kind_undecided() {
    let text = contradiction();
    let document = contradiction_json();
    let numbered =
        |mark: &str| text.lines().enumerate().map(|(at, line)| format!("mapi.txt:{at}{mark}{line}\n")).collect::<String>();
    for (name, content) in [
        ("cut.json", document[..document.len() / 2].to_owned()),
        ("cut late.json", document[..document.len() - 3].to_owned()),
        ("full-width.txt", text.replace(" : ", " \u{ff1a} ")),
        ("equals.txt", text.replace(" : ", " = ")),
        ("arrows.txt", text.replace(" : ", " => ")),
        ("grep.txt", numbered(":")),
        ("patch.diff", format!("--- a/mapi.txt\n+++ b/mapi.txt\n@@ -1,10 +1,10 @@\n{}", each_line(&text, "+"))),
        ("removed.diff", format!("--- a/mapi.txt\n+++ /dev/null\n@@ -1,10 +0,0 @@\n{}", each_line(&text, "-"))),
        ("other.json", json!({ "foo": text }).to_string()),
        ("data.psd1", "@{ Identity = 'EX02\\mapi (Default Web Site)'; Server = 'EX02'; IISAuthenticationMethods = @('Ntlm') }\n".to_owned()),
        ("data.xml", "<r><Dir><Identity>EX02\\mapi (Default Web Site)</Identity><IISAuthenticationMethods>Ntlm</IISAuthenticationMethods></Dir></r>".to_owned()),
    ] {
        let name = format!("onprem/{name}");
        let report = healthy().with(&name, &content).audit();
        is_declined(&report, &name, &name);
        let named = |finding: &hmaudit::report::Finding| finding.core && finding.help.contains("Get-MapiVirtualDirectory");
        assert!(report.findings.iter().any(named), "{name}");
    }
    // Words about it are none of it.
    for words in [
        "The InternalUrl : https://mail.contoso.com/mapi is right, and OAuth is on.\n",
        "IISAuthenticationMethods: see the article\n",
        "# Get-MapiVirtualDirectory\n",
    ] {
        assert_eq!(healthy().with("notes.txt", words).audit().verdict, Readiness::Ready, "{words}");
    }
}

#[test]
fn json_in_a_text_that_holds_output_is_read() {
    for text in [contradiction(), contradiction_json(), contradiction_json().replace('\n', " ")] {
        for name in ["output", "stdout", "Content"] {
            let report = healthy().with("onprem/a.json", &json!({ name: text }).to_string()).audit();
            assert_ne!(report.verdict, Readiness::Ready, "{name} {text}");
            assert!(report.inputs.iter().any(|input| input.path == "onprem/a.json" && input.records == 1), "{name} {text}");
        }
    }
}

#[test]
fn one_capture_in_the_folders_of_two_tenants_is_a_contradiction() {
    let copy = content(PRINCIPAL);
    let two = healthy().with("tenants/fabrikam/serviceprincipal.json", &copy).audit();
    assert_eq!(two.verdict, Readiness::Inconclusive);
    assert!(two.findings.iter().any(|finding| finding.message.contains("contoso") && finding.message.contains("fabrikam")));
    // In another form, or order, it is the same object.
    let mut object = principal();
    object["servicePrincipalNames"].as_array_mut().unwrap().reverse();
    let reversed = json!({ "value": [object] }).to_string();
    assert_eq!(healthy().with("tenants/fabrikam/a.json", &reversed).audit().verdict, Readiness::Inconclusive);
    let three = Snapshot::estate("three-tenants");
    let own = three.files.iter().find(|(name, _)| name.ends_with("contoso/serviceprincipal.json")).unwrap().1.clone();
    let own = String::from_utf8(own).unwrap();
    let verdict = three.audit().verdict;
    let copied = ["fabrikam", "northwind"]
        .iter()
        .fold(three, |all, name| all.with(&format!("tenants/{name}/serviceprincipal.json"), &own))
        .audit();
    assert_ne!(copied.verdict, verdict);
    assert_eq!(copied.verdict, Readiness::Inconclusive);
}
