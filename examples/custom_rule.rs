//! Audits a capture by a rule of one's own, beside the built-in ones.
//!
//! `cargo run --example custom_rule`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use hmaudit::rule::{self, RuleText};
use hmaudit::{Options, audit};

/// The language of rules is described in docs/rule-language.md.
const RULE: &str = "\
id: CONTOSO-001
name: one-namespace
title: Every MAPI virtual directory has the host name of the organisation
severity: warning
why: Our firewall publishes mail.contoso.com and nothing else.
help: Correct ExternalUrl.
sources:
  - { url: https://wiki.contoso.com/exchange, read: 2026-11-20 }
from: mapi-virtual-directory
must: { ExternalUrl: { is: https://mail.contoso.com/mapi } }
message: \"{Identity} is published as {ExternalUrl}\"
";

const CAPTURE: &str = "\
[PS] C:\\>Get-MapiVirtualDirectory | Format-List Identity,Server,ExternalUrl

Identity    : EX01\\mapi (Default Web Site)
Server      : EX01
ExternalUrl : https://owa.contoso.com/mapi
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = rule::builtin();
    files.push(RuleText { path: "one-namespace.yml".to_owned(), text: RULE.to_owned(), builtin: false, pack: None });

    let options = Options::new(rule::load(&files)?, "2026-11-21".parse()?);
    let report = audit(vec![("mapi.txt".to_owned(), CAPTURE.into())], &options);

    let own = report.findings.iter().find(|finding| finding.rule == "CONTOSO-001").ok_or("the rule did not fail")?;
    println!("{}[{}]: {}", own.verdict.word(), own.rule, own.message);
    Ok(())
}
