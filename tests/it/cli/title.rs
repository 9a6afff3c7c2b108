//! `check --title`: at the top of what people read, with the organisation, and harmless in every form.

use crate::cli::run::Desk;
use scraper::{Html, Selector};

const FOR_PEOPLE: [&str; 3] = ["terminal", "markdown", "html"];

#[test]
fn title_and_organisation_stand_at_the_top() {
    let desk = Desk::with_estate("healthy");
    for format in FOR_PEOPLE {
        let answer = desk.run(&["check", "captures", "--format", format, "--title", "Before the move"]).exits(0);
        let (title, verdict) = (answer.out.find("Before the move"), answer.out.to_uppercase().rfind("READY"));
        assert!(title.is_some() && title < verdict, "{format}: {}", answer.out);
        assert!(answer.out.contains("Contoso"), "{format}");
    }
    let terminal = desk.run(&["check", "captures", "--title", "Before the move"]).exits(0).out;
    assert_eq!(terminal.lines().next(), Some("Hybrid modern authentication: Before the move · Contoso"));
    assert!(terminal.lines().last().unwrap().starts_with("READY"));
    let markdown = desk.run(&["check", "captures", "--format", "markdown", "--title", "Before the move"]).exits(0).out;
    assert_eq!(markdown.lines().nth(2), Some("**`Before the move`** · organisation `Contoso`"));
    let html = desk.run(&["check", "captures", "--format", "html", "--title", "Before the move"]).exits(0).out;
    let page = Html::parse_document(&html);
    let text = |selector: &str| -> Vec<String> {
        page.select(&Selector::parse(selector).unwrap()).map(|element| element.text().collect::<String>()).collect()
    };
    assert_eq!(text("header .about"), ["Before the move · Organisation Contoso"]);
    assert!(text("title")[0].ends_with("Before the move"), "{:?}", text("title"));
    assert_eq!(text("h1").len(), 1);
    desk.run(&["check", "captures", "-q", "-o", "r.md", "-o", "r.html", "--title", "Before the move"]).exits(0);
    assert_eq!((desk.read("r.md"), desk.read("r.html")), (markdown, html));
}

#[test]
fn without_a_title_the_organisation_is_still_named() {
    let desk = Desk::with_estate("healthy");
    for title in [&[][..], &["--title", ""], &["--title", "  "]] {
        let run = |format: &str| desk.run(&[&["check", "captures", "--format", format][..], title].concat()).exits(0).out;
        assert!(run("markdown").contains("\norganisation `Contoso`\n"));
        assert!(run("html").contains("<p class=\"about\">Organisation Contoso</p>"));
        assert!(!run("terminal").contains("Contoso"), "findings first");
    }
    let desk = Desk::new();
    desk.file("a.txt", "Get-OrganizationConfig | fl OAuth2ClientProfileEnabled\n\nOAuth2ClientProfileEnabled : True\n\n");
    assert!(!desk.run(&["check", "a.txt", "--format", "markdown"]).exits(3).out.contains("organisation `"));
    assert!(!desk.run(&["check", "a.txt", "--format", "html"]).exits(3).out.contains("class=\"about\""));
}

#[test]
fn a_title_is_harmless_in_every_form() {
    let desk = Desk::with_estate("healthy");
    for title in [
        "<script>alert(1)</script> & \"x\" <!--",
        "`x` **b** [l](https://example.org) | @team ![](https://example.org/x.png)\n# head",
        "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}x\u{85}y",
        "x\n##vso[task.complete]\n::error::x\r\n  ::stop-commands::y",
        "::error::x",
        "##[group]x",
    ] {
        for format in ["terminal", "json", "ndjson", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"] {
            let answer = desk.run(&["check", "captures", "--format", format, "--title", title]).exits(0);
            assert!(!answer.out.contains(['\u{202e}', '\u{85}']), "{format} {title:?}");
            assert!(!answer.out.contains("##vso[task.complete]"), "{format} {title:?}");
            assert!(format != "html" || !answer.out.contains("<script>alert"), "{title:?}");
            let ours = ["::notice title=hmaudit::", "::debug::"];
            let commands =
                answer.out.lines().map(str::trim_start).filter(|line| line.starts_with("::") || line.starts_with("##["));
            assert_eq!(
                commands.filter(|line| !ours.iter().any(|start| line.starts_with(start))).count(),
                0,
                "{format} {title:?}"
            );
            if FOR_PEOPLE.contains(&format) {
                assert!(answer.out.contains("Contoso"), "{format}");
            } else {
                let plain = desk.run(&["check", "captures", "--format", format]).exits(0);
                assert_eq!(answer.out, plain.out, "a form for programs has no title");
            }
        }
        let markdown = desk.run(&["check", "captures", "--format", "markdown", "--title", title]).exits(0).out;
        let structure = |text: &str| {
            pulldown_cmark::Parser::new(text).filter(|event| matches!(event, pulldown_cmark::Event::Start(_))).count()
        };
        let plain = desk.run(&["check", "captures", "--format", "markdown", "--title", "plain"]).exits(0).out;
        assert_eq!(structure(&markdown), structure(&plain), "{title:?}");
    }
}
