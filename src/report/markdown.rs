//! The report as GitHub-flavoured Markdown, for a job summary, a pull request or a ticket.
//!
//! Whatever comes from a capture stands in a code span, where no mention, link, image, markup or autolink exists.

mod span;

use super::client_matrix::ClientState;
use super::notice::Notice;
use super::paths::{Clients, Path, State};
use super::sign_in::{self, SignInMethod};
use super::words::{self, Level, count};
use super::{AreaStatus, Cell, Evidence, Finding, Readiness, Report};
use span::{advice, cell, code};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

/// Characters of one code span. Comments have a limit of 65 536 characters, and nobody reads a line of ten thousand.
const SPAN: usize = 400;
/// Bytes after which the details stop, so that the page still fits into a comment. The table above them has every finding.
const ROOM: usize = 45_000;
/// Places of one finding with the same label that are quoted; the HTML and JSON reports have them all.
const ALIKE: usize = 4;
/// Versions of clients in use that are listed.
const VERSIONS: usize = 60;
/// Clients that are listed, and reasons.
const PAIRS: usize = 30;

/// Writes the report as Markdown.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = String::new();
    head(&mut page, report);
    areas(&mut page, report);
    overview(&mut page, report);
    clients(&mut page, report);
    clients_in_use(&mut page, report);
    matrix(&mut page, report);
    methods(&mut page, report);
    details(&mut page, report);
    blocks(&mut page, report);
    rest(&mut page, report);
    out.write_all(page.as_bytes())
}

/// `writeln!` to a string, which cannot fail.
macro_rules! line {
    ($page:expr) => { $page.push('\n') };
    ($page:expr, $($text:tt)+) => {{ let _ = writeln!($page, $($text)+); }};
}

fn head(page: &mut String, report: &Report) {
    line!(page, "## Hybrid modern authentication: {}\n", report.verdict.words());
    let title = report.title().map(|title| format!("**{}**", code(title)));
    let organisation = report.about.organisation.as_deref().map(|name| format!("organisation {}", code(name)));
    let about: Vec<String> = title.into_iter().chain(organisation).collect();
    if !about.is_empty() {
        line!(page, "{}\n", about.join(" · "));
    }
    line!(page, "{}\n", words::answer(report)[1..].join(" · "));
    line!(page, "{}", next_step(report.verdict));
    if let Some((first, last)) = &report.captured {
        let days = if first == last { code(first) } else { format!("{} to {}", code(first), code(last)) };
        line!(page, "Captured {days}, judged as of {}.", code(&report.as_of));
    } else {
        line!(page, "Judged as of {}.", code(&report.as_of));
    }
    for note in &report.notes {
        line!(page, "\nNote: {}", code(note));
    }
    if !report.tenants.is_empty() {
        line!(page, "\n| tenant | verdict |\n| --- | --- |");
        for tenant in &report.tenants {
            line!(page, "| {} | {} |", cell(&tenant.name), tenant.verdict.words());
        }
    }
}

/// The scorecard, and what was not asked.
fn areas(page: &mut String, report: &Report) {
    let asked: Vec<&AreaStatus> = report.areas.iter().filter(|area| area.asked).collect();
    if !asked.is_empty() {
        line!(page, "\n### Areas\n\n| | area | question | checks | first step |\n| --- | --- | --- | --- | --- |");
    }
    for area in asked {
        let step = area.step.as_ref().map_or_else(String::new, |step| cell(step));
        let (word, tally) = (words::verdict(area.verdict), words::tally(area));
        line!(page, "| {word} | {} | {} | {tally} | {step} |", area.name, area.question);
    }
    if !report.not_checked.is_empty() {
        line!(page, "\n### Not checked\n");
    }
    for area in &report.not_checked {
        let part = if area.whole { "" } else { " in part" };
        line!(page, "- {}{part} ({}). To have it checked, capture:", area.title, area.rules.join(", "));
        area.commands.iter().for_each(|command| line!(page, "  - {}", code(command)));
    }
}

/// The commands that supply everything that is missing.
fn blocks(page: &mut String, report: &Report) {
    for block in &report.next {
        let tenants: Vec<String> = block.tenants.iter().map(|tenant| code(tenant)).collect();
        let whose = if tenants.is_empty() { String::new() } else { format!(", in {}", tenants.join(", ")) };
        line!(
            page,
            "\n### To decide {}, run in {}{whose}\n\n```powershell",
            count(block.decides.len(), "rule"),
            block.shell.words()
        );
        block.commands.iter().for_each(|command| line!(page, "{command}"));
        line!(page, "```");
    }
    if let Some(further) = words::further_tenants(report) {
        line!(page, "\n{further}");
    }
}

fn next_step(verdict: Readiness) -> &'static str {
    match verdict {
        Readiness::Ready => "Everything that hybrid modern authentication needs is in place and switched on.",
        Readiness::ReadyToEnable => {
            "Everything is in place. Next step: turn on both switches. `hmaudit remediate` writes the script."
        }
        Readiness::NotReady => "Do not enable it yet. `hmaudit plan` shows the steps, `hmaudit remediate` writes the scripts.",
        Readiness::Inconclusive => {
            "Nothing failed, but some checks could not be decided. Capture what is named below and audit again."
        }
        Readiness::NotJudged => "Core rules were left out or lowered in severity. This report covers only the other rules.",
    }
}

/// Findings in the order in which all outputs for people show them.
fn ordered(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| Level::of(finding));
    findings
}

fn overview(page: &mut String, report: &Report) {
    let findings = ordered(report);
    if findings.is_empty() {
        line!(page, "\nNo findings.");
        return;
    }
    line!(page, "\n### Findings\n\n| | rule | subject | tenant | server | place |\n| --- | --- | --- | --- | --- | --- |");
    for finding in findings {
        let optional = |text: Option<&String>| text.map_or_else(String::new, |text| cell(text));
        line!(
            page,
            "| {} | {} | {} | {} | {} | {} |",
            Level::of(finding).word(),
            cell(&finding.rule),
            cell(&finding.subject),
            optional(finding.tenant.as_ref()),
            optional(finding.server.as_ref()),
            finding.primary().map_or_else(String::new, |place| cell(&format!("{}:{}", place.path, place.line))),
        );
    }
}

/// What people use, a line for each version, and who has to act.
fn clients_in_use(page: &mut String, report: &Report) {
    let Some(matrix) = &report.client_matrix else { return };
    line!(page, "\n### Clients in use\n\n| client | version | ready | blocked | update | cannot tell | certificate |");
    line!(page, "| --- | --- | --- | --- | --- | --- | --- |");
    for row in matrix.rows.iter().take(VERSIONS) {
        let number = |state| match row.people(state) {
            0 => String::new(),
            people => people.to_string(),
        };
        let numbers = ClientState::ALL.map(number).join(" | ");
        let version = row.version.as_deref().map_or_else(String::new, cell);
        line!(page, "| {} | {version} | {numbers} | {} |", cell(&row.client()), row.certificate.as_deref().unwrap_or_default());
    }
    if matrix.rows.len() > VERSIONS {
        line!(page, "\nand {}; the HTML and JSON reports have them all.", count(matrix.rows.len() - VERSIONS, "more version"));
    }
    if !matrix.blockers.is_empty() {
        line!(page, "\n**Who is kept from modern authentication**\n");
    }
    for one in &matrix.blockers {
        let doubt = one.doubt().map_or_else(String::new, |doubt| format!("; {doubt}"));
        line!(page, "- {}: {} ({}) needs {}{doubt}", one.people, cell(&one.client), one.state.words(), one.needs);
    }
    if !matrix.notices.is_empty() {
        line!(page, "\n**Who notices when modern authentication is switched on**\n");
    }
    for one in &matrix.notices {
        line!(page, "- {}: {}: {}", one.people, cell(&one.client), one.what);
    }
    for one in &matrix.captures {
        line!(page, "\nWhat tells how the others sign in ({}): {}", one.people, code(&one.command));
    }
}

/// The clients with a path that breaks, and why.
fn clients(page: &mut String, report: &Report) {
    let breaks = |path: &Path| path.verdict == State::Breaks;
    let pairs = report.clients.iter().flat_map(Clients::pairs);
    let broken: Vec<[&Path; 2]> = pairs.filter(|pair| pair.iter().any(|path| breaks(path))).collect();
    if broken.is_empty() {
        return;
    }
    line!(page, "\n### Clients\n\n| tenant | client | in the network | on the Internet |\n| --- | --- | --- | --- |");
    for [inside, outside] in broken.iter().take(PAIRS) {
        let state = |path: &Path| match path.link {
            Some(link) => format!("{} at {}", sign(path.verdict), link.word()),
            None => sign(path.verdict).to_owned(),
        };
        line!(page, "| {} | {} | {} | {} |", cell(&inside.tenant), inside.client, state(inside), state(outside));
    }
    if broken.len() > PAIRS {
        line!(page, "\n{}", count(broken.len() - PAIRS, "more client"));
    }
    line!(page);
    let reasons = broken.iter().flatten().filter(|path| breaks(path)).filter_map(|path| path.why.as_deref());
    let reasons: BTreeSet<&str> = reasons.collect();
    for why in reasons.into_iter().take(PAIRS) {
        line!(page, "- {}", code(why));
    }
}

fn sign(state: State) -> &'static str {
    match state {
        State::Works => "✓ works",
        State::Unknown => "? unknown",
        State::Breaks => "✗ **breaks**",
    }
}

fn matrix(page: &mut String, report: &Report) {
    let rows = &report.spn_matrix;
    let tenants: BTreeSet<&String> = rows.iter().flat_map(|row| row.tenants.keys()).collect();
    if tenants.is_empty() {
        return;
    }
    let heads: Vec<String> = tenants.iter().map(|tenant| cell(tenant)).collect();
    line!(page, "\n### Service principal names\n\n| origin | {} |", heads.join(" | "));
    line!(page, "| --- |{}", " --- |".repeat(heads.len()));
    for row in rows {
        let states: Vec<&str> = tenants.iter().map(|tenant| row.tenants.get(*tenant).map_or("", |&cell| state(cell))).collect();
        line!(page, "| {} | {} |", cell(&row.origin), states.join(" | "));
    }
}

fn methods(page: &mut String, report: &Report) {
    let tenants = sign_in::tenants(&report.sign_in_methods);
    if tenants.is_empty() {
        return;
    }
    let heads: Vec<String> = tenants.iter().map(|tenant| cell(tenant)).collect();
    line!(page, "\n### Sign-in methods\n\n| method | {} |", heads.join(" | "));
    line!(page, "| --- |{}", " --- |".repeat(heads.len()));
    for (method, cells) in sign_in::by_method(&report.sign_in_methods) {
        let said = |one: &Option<&SignInMethod>| {
            one.map_or_else(|| "-".to_owned(), |one| format!("{} {}", one.state.words().0, one.words()))
        };
        line!(page, "| {} | {} |", cell(method), cells.iter().map(said).collect::<Vec<_>>().join(" | "));
    }
}

fn state(cell: Cell) -> &'static str {
    match cell {
        Cell::Registered => "✓ registered",
        Cell::Missing => "✗ **missing**",
        Cell::Ineffective => "~ **ineffective**",
        Cell::Unknown => "? unknown",
    }
}

/// One section per rule and level: the first finding in full, the others with what differs.
fn details(page: &mut String, report: &Report) {
    let findings = ordered(report);
    let told = findings.iter().filter(|finding| Level::of(finding) < Level::Pass);
    let mut last = None;
    let mut help = "";
    let mut left_out = 0;
    for finding in told {
        if page.len() > ROOM {
            left_out += 1;
            continue;
        }
        let group = (Level::of(finding), &finding.rule);
        let is_first = last != Some(group);
        last = Some(group);
        if is_first {
            line!(page, "\n#### {}: {} {}\n", group.0.word(), code(&finding.rule), code(&finding.name));
        }
        line!(page, "- {}: {}", code(&finding.subject), code(&finding.message));
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for evidence in &finding.evidence {
            let alike = seen.entry(evidence.label.as_str()).or_default();
            *alike += 1;
            if *alike <= ALIKE {
                line!(page, "  - {}", place(evidence));
            }
        }
        let more: usize = seen.values().map(|alike| alike.saturating_sub(ALIKE)).sum();
        if more > 0 {
            line!(page, "  - and {} that {} the same", count(more, "more place"), if more == 1 { "says" } else { "say" });
        }
        // Twenty servers with the same miss need the same advice once.
        if !finding.help.is_empty() && (is_first || help != finding.help) {
            line!(page, "  - help: {}", advice(&finding.help));
        }
        help = &finding.help;
        if let Some(waived) = &finding.waived {
            let until = waived.expires.as_ref().map_or_else(String::new, |day| format!(", until {}", code(day)));
            line!(page, "  - waived: {}{until}", code(&waived.reason));
        }
    }
    if left_out > 0 {
        line!(page, "\nThe evidence of {} is in the HTML and JSON reports.", count(left_out, "more finding"));
    }
}

fn place(evidence: &Evidence) -> String {
    let at = format!("{}:{}:{}", evidence.path, evidence.line, evidence.column);
    let mut text = code(&at);
    for part in [&evidence.text, &evidence.label] {
        if !part.is_empty() {
            let _ = write!(text, " {}", code(part));
        }
    }
    text
}

fn rest(page: &mut String, report: &Report) {
    if !report.plan.is_empty() {
        line!(page, "\n### Plan\n");
        for step in &report.plan {
            let who = match step.disposition {
                crate::check::Disposition::Safe => "script",
                crate::check::Disposition::Manual => "by hand",
            };
            line!(page, "{}. {} ({who}, closes {})", step.number, code(&step.title), count(step.closes.len(), "finding"));
        }
    }
    if !report.waivers.is_empty() {
        line!(page, "\n### Waivers\n");
        for waiver in &report.waivers {
            let fate = match (&waiver.expires, waiver.days_left) {
                (Some(day), Some(left)) => format!("{} ({})", words::expiry(left), code(day)),
                _ => "does not expire".to_owned(),
            };
            let covers = if waiver.covers == 0 {
                "covers nothing".to_owned()
            } else {
                format!("covers {}", count(waiver.covers, "finding"))
            };
            let level = Notice::of(waiver).map_or_else(String::new, |notice| format!("**{}:** ", notice.level.word()));
            let (rule, subject, reason) = (code(&waiver.rule), code(&waiver.subject), code(&waiver.reason));
            let place = code(&format!("{}:{}", waiver.path, waiver.line));
            line!(page, "- {level}{rule} {subject}: {covers}, {fate}, {reason} at {place}");
        }
    }
    if !report.skipped.is_empty() {
        line!(page, "\n### Not read\n");
        for skipped in &report.skipped {
            line!(page, "- {} {}", code(&format!("{}:{}", skipped.path, skipped.line)), code(&skipped.why));
        }
    }
}
