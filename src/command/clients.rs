//! `hmaudit clients`: for each client, inside and outside, in each tenant: works, breaks (at which link), or unknown.

use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::terminal_options;
use crate::cli::{ClientsArgs, ClientsFormat};
use crate::clients::{Clients, Link, Path, Place, Repair, State};
use crate::outcome::{Outcome, UserError};
use crate::report::json;
use crate::report::words::count;
use crate::text::page::Page;
use miette::IntoDiagnostic;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Places that a reason quotes on a terminal.
const PLACES: usize = 2;

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &ClientsArgs) -> Result<Outcome, UserError> {
    let session = Session::open(&Asked::from(&args.policy), &args.input.tenant)?;
    let clients = session.audit(&args.input)?.clients();
    let text = match args.format {
        ClientsFormat::Terminal => terminal(&clients, terminal_options::width()),
        ClientsFormat::Json => json::to_text(&clients).into_diagnostic()?,
    };
    terminal_options::print(&text)?;
    let any = |state, is: &dyn Fn(&Path) -> bool| clients.paths.iter().any(|path| path.verdict == state && is(path));
    Ok(if any(State::Breaks, &|_| true) {
        Outcome::Findings
    } else if any(State::Unknown, &|path| path.command.is_some()) {
        Outcome::Undecided
    } else {
        Outcome::Clean
    })
}

fn terminal(clients: &Clients, width: usize) -> String {
    let mut page = Page::new(width);
    // So begins what `source::own` knows as ours.
    page.row("Clients: works, breaks at a link, or unknown");
    let pairs: Vec<[&Path; 2]> = clients.pairs().collect();
    for of_tenant in pairs.chunk_by(|[one, _], [other, _]| one.tenant == other.tenant) {
        page.blank();
        table(&mut page, of_tenant);
    }
    if clients.preparing {
        page.blank();
        page.line("", "Both switches are off. The paths are those of the day when both are on.");
    }
    // A reason that several paths share is told once.
    let mut reasons: BTreeMap<Reason<'_>, Vec<&Path>> = BTreeMap::new();
    for path in &clients.paths {
        if let Some(why) = &path.why {
            reasons.entry((std::cmp::Reverse(path.verdict), path.link, why)).or_default().push(path);
        }
    }
    for ((_, link, why), paths) in reasons {
        page.blank();
        reason(&mut page, link, why, &paths);
    }
    if !clients.repairs.is_empty() {
        page.blank();
        page.line("", "The smallest set of repairs that makes every broken path work, in this order");
        for (index, repair) in clients.repairs.iter().enumerate() {
            page.hang(&format!("{:>4}  ", index + 1), &step(repair));
        }
        page.line("", "`hmaudit plan` has the steps in detail.");
    }
    page.finish()
}

/// What several paths have in common.
type Reason<'c> = (std::cmp::Reverse<State>, Option<Link>, &'c str);

/// The clients of one tenant: a line per client, a column per place.
fn table(page: &mut Page, pairs: &[[&Path; 2]]) {
    let Some([first, _]) = pairs.first() else { return };
    let widest = pairs.iter().map(|[inside, _]| inside.client.len()).max().unwrap_or(0);
    page.row(&format!("{:widest$}  {:23} {}", first.tenant, Place::Inside.word(), Place::Outside.word()));
    for [inside, outside] in pairs {
        page.row(&format!("{:widest$}  {:23} {}", inside.client, told(inside), told(outside)));
    }
}

fn told(path: &Path) -> String {
    match path.link {
        Some(link) => format!("{} ({})", path.verdict.word(), link.word()),
        None => path.verdict.word().to_owned(),
    }
}

fn reason(page: &mut Page, link: Option<Link>, why: &str, paths: &[&Path]) {
    let Some(first) = paths.first() else { return };
    let at = link.map_or_else(String::new, |link| format!(" at {}", link.word()));
    page.line("", &format!("{}{at}: {why}", first.verdict.word()));
    page.line("   ", &names(paths));
    for place in first.evidence.iter().take(PLACES) {
        page.line("   ", &format!("{}:{}: {}", place.path, place.line, place.text));
    }
    if first.evidence.len() > PLACES {
        page.line("   ", &format!("and in {}", count(first.evidence.len() - PLACES, "more place")));
    }
    if let Some(command) = &first.command {
        page.advice("   ", &format!("run: `{command}`"));
    }
}

/// Which paths: the clients, each with its places, by tenant.
fn names(paths: &[&Path]) -> String {
    let mut by_tenant: BTreeMap<&str, Vec<(&str, Vec<&str>)>> = BTreeMap::new();
    for path in paths {
        let clients = by_tenant.entry(&path.tenant).or_default();
        match clients.iter_mut().find(|(client, _)| *client == path.client) {
            Some((_, places)) => places.push(path.place.word()),
            None => clients.push((path.client, vec![path.place.word()])),
        }
    }
    let mut text = String::new();
    for (tenant, clients) in by_tenant {
        let clients: Vec<String> =
            clients.into_iter().map(|(client, places)| format!("{client} {}", places.join(" and "))).collect();
        let _ = write!(text, "{}in {tenant}: {}", if text.is_empty() { "" } else { "; " }, clients.join(", "));
    }
    text
}

fn step(repair: &Repair) -> String {
    let place = repair.tenant.as_ref().map_or_else(String::new, |tenant| format!(" in {tenant}"));
    format!("{} {}{place} · helps {}", repair.operation, repair.subject, count(repair.fixes, "path"))
}
