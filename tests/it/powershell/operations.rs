//! Every operation under everything that goes wrong with its calls: it is refused or throttled, fails before or after it was carried out, the
//! process dies, answers are old, somebody else writes in between. Nothing of others is lost, the next run completes, and undo restores.

use super::estates::{ESTATES, EVOSTS, EXCHANGE, Estate, MAPI, principals};
use super::organisation::{Organisation, State, differences};
use super::session::{Session, session};
use serde_json::{Value, json};

const WRITES: &[&str] = &[
    "Update-MgServicePrincipal",
    "Set-ActiveSyncVirtualDirectory",
    "Set-AuthServer",
    "Set-AuthenticationPolicy",
    "Set-AutodiscoverVirtualDirectory",
    "Set-ClientAccessService",
    "Set-EcpVirtualDirectory",
    "Set-MapiVirtualDirectory",
    "Set-OabVirtualDirectory",
    "Set-OrganizationConfig",
    "Set-OwaVirtualDirectory",
    "Set-PartnerApplication",
    "Set-WebServicesVirtualDirectory",
];

/// What goes wrong, and what is known of the organisation then.
struct Trouble {
    what: &'static str,
    faults: fn() -> Value,
    /// Words of the error; none where the script may come to its end.
    words: &'static str,
    /// Nothing at all was written.
    is_untouched: bool,
}

const TROUBLES: &[Trouble] = &[
    Trouble { what: "denied", faults: || json!({ "denied": WRITES }), words: "Insufficient privileges", is_untouched: true },
    Trouble {
        what: "throttled",
        faults: || json!({ "throttled": WRITES.iter().map(|name| ((*name).to_owned(), json!(1))).collect::<serde_json::Map<_, _>>() }),
        words: "throttled",
        is_untouched: true,
    },
    Trouble {
        what: "in conflict",
        faults: || json!({ "conflict": WRITES }),
        words: "changed since it was read",
        is_untouched: true,
    },
    Trouble { what: "failed before", faults: || json!({ "failBefore": 1 }), words: "server side error", is_untouched: true },
    Trouble { what: "failed after", faults: || json!({ "failAfter": 1 }), words: "server side error", is_untouched: false },
    Trouble { what: "stopped before", faults: || json!({ "killBefore": 1 }), words: "", is_untouched: true },
    Trouble { what: "stopped after", faults: || json!({ "killAfter": 1 }), words: "", is_untouched: false },
    Trouble { what: "one old answer", faults: || json!({ "stale": 1 }), words: "", is_untouched: false },
    Trouble { what: "old answers only", faults: || json!({ "stale": 1000 }), words: "reads", is_untouched: false },
];

/// The organisation of an operation, as it was and as the repair leaves it.
struct Case {
    estate: &'static Estate,
    organisation: Organisation,
    initial: State,
    repaired: Organisation,
}

impl Case {
    fn new(estate: &'static Estate, session: &mut Session) -> Self {
        let organisation = Organisation::written(session, estate.spoil);
        let repaired = organisation.fork();
        repaired.repair(session);
        Self { estate, initial: organisation.state(), organisation, repaired }
    }

    #[track_caller]
    fn is_initial(&self, organisation: &Organisation, what: &str) {
        let left = differences(&self.initial, &organisation.state());
        let left: Vec<&String> = left.iter().filter(|place| !self.estate.keeps(place)).collect();
        assert!(left.is_empty(), "{}: {what}: {left:?}", self.estate.name);
    }
}

/// Runs the scripts until one of them ends otherwise than it should; what it said.
fn run_into(session: &mut Session, organisation: &Organisation, undo: bool) -> Option<String> {
    let mut names = organisation.names();
    if undo {
        names.reverse();
    }
    for name in names {
        let outcome = session.job(&organisation.job(&name, undo));
        if outcome.killed || outcome.threw.is_some() {
            return Some(format!("{} {}", outcome.threw.clone().unwrap_or_default(), outcome.text()));
        }
    }
    None
}

fn withstands(session: &mut Session, case: &Case, trouble: &Trouble) {
    let what = format!("{}: {}", case.estate.name, trouble.what);
    // What is written again as it was reads back as it was, however old the answer.
    let words = if case.estate.name == "MAPI whose lists differ" && trouble.words == "reads" { "" } else { trouble.words };
    let hit = case.organisation.fork();
    hit.faults(&(trouble.faults)());
    let said = run_into(session, &hit, false);
    hit.no_faults();
    if !words.is_empty() {
        assert!(said.as_ref().is_some_and(|said| said.contains(words)), "{what}: {said:?}");
    }
    if trouble.is_untouched {
        assert_eq!(hit.state(), case.initial, "{what}");
    }
    let undone = hit.fork();
    undone.undo_all(session);
    case.is_initial(&undone, &format!("{what}, undone at once"));
    hit.repair(session);
    assert_eq!(differences(&case.repaired.state(), &hit.state()), Vec::<String>::new(), "{what}, run again");
    // The same on the way back.
    hit.faults(&(trouble.faults)());
    run_into(session, &hit, true);
    hit.no_faults();
    hit.undo_all(session);
    case.is_initial(&hit, &format!("{what}, on the way back"));
}

/// The operations, each an organisation of its own.
fn operations() -> impl Iterator<Item = &'static Estate> {
    let only = std::env::var("HMAUDIT_ESTATE").unwrap_or_default();
    ESTATES.iter().filter(move |estate| estate.name != "everything" && estate.name.contains(&only))
}

/// Each operation meets two of the troubles here, and each trouble several operations.
#[test]
fn operations_withstand_what_goes_wrong() {
    let Some(mut session) = session() else { return };
    let mut met = 0;
    for (at, estate) in operations().enumerate() {
        let case = Case::new(estate, &mut session);
        for turn in 0..2 {
            withstands(&mut session, &case, &TROUBLES[(2 * at + turn) % TROUBLES.len()]);
            met += 1;
        }
    }
    println!("{met} of {}", operations().count() * TROUBLES.len());
}

#[test]
#[ignore = "takes many minutes: cargo xtask powershell"]
fn every_operation_withstands_everything_that_goes_wrong() {
    let Some(mut session) = session() else { return };
    for estate in operations() {
        println!("{}", estate.name);
        let case = Case::new(estate, &mut session);
        for trouble in TROUBLES {
            withstands(&mut session, &case, trouble);
        }
    }
}

/// What somebody else writes: a value of their own, or one more item in a list.
struct Intrusion {
    estate: &'static str,
    noun: fn() -> String,
    identity: &'static str,
    property: &'static str,
    /// An item that is added, or a value that is set.
    how: &'static str,
    value: fn() -> Value,
}

const fn they_write(
    estate: &'static str,
    noun: fn() -> String,
    (identity, property): (&'static str, &'static str),
    how: &'static str,
    value: fn() -> Value,
) -> Intrusion {
    Intrusion { estate, noun, identity, property, how, value }
}

const INTRUSIONS: &[Intrusion] = &[
    they_write("a name is missing in the tenant", principals, (EXCHANGE, "ServicePrincipalNames"), "add", || {
        json!("https://new.contoso.com/")
    }),
    they_write("OWA offers OAuth beside other methods", principals, (EXCHANGE, "ReplyUrls"), "add", || {
        json!("https://new.contoso.com/owa")
    }),
    they_write(
        "OWA offers OAuth beside other methods",
        || "OwaVirtualDirectory".to_owned(),
        ("EX01\\owa (Default Web Site)", "DigestAuthentication"),
        "set",
        || json!(true),
    ),
    they_write(
        "MAPI without OAuth",
        || "MapiVirtualDirectory".to_owned(),
        (MAPI, "IISAuthenticationMethods"),
        "add",
        || json!("Kerberos"),
    ),
    they_write(
        "MAPI whose lists differ",
        || "MapiVirtualDirectory".to_owned(),
        (MAPI, "IISAuthenticationMethods"),
        "add",
        || json!("Kerberos"),
    ),
    they_write(
        "ActiveSync with a list of its own",
        || "ActiveSyncVirtualDirectory".to_owned(),
        ("EX01\\Microsoft-Server-ActiveSync (Default Web Site)", "ExternalAuthenticationMethods"),
        "add",
        || json!("Certificate"),
    ),
    they_write(
        "http URLs",
        || "OabVirtualDirectory".to_owned(),
        ("EX02\\OAB (Default Web Site)", "InternalUrl"),
        "set",
        || json!("https://third.contoso.com/OAB"),
    ),
    they_write(
        "http URLs",
        || "ClientAccessService".to_owned(),
        ("EX02", "AutoDiscoverServiceInternalUri"),
        "set",
        || json!("https://third.contoso.com/Autodiscover/Autodiscover.xml"),
    ),
    they_write(
        "the AuthServer has no domain of its tenant",
        || "AuthServer".to_owned(),
        (EVOSTS, "DomainName"),
        "add",
        || json!("new.contoso.com"),
    ),
    they_write(
        "the AuthServer has no endpoint",
        || "AuthServer".to_owned(),
        (EVOSTS, "AuthorizationEndpoint"),
        "set",
        || json!("https://login.microsoftonline.com/common/oauth2/authorize"),
    ),
];

impl Intrusion {
    /// Whether what they wrote is there.
    fn is_there(&self, organisation: &Organisation) -> bool {
        let found = organisation.get(&(self.noun)(), self.identity, self.property);
        let value = (self.value)();
        if self.how == "add" { found.as_array().unwrap().contains(&value) } else { found == value }
    }

    /// Runs scripts while somebody writes before each of their reads; every time, what they wrote is still there in the end.
    fn survives(&self, session: &mut Session, start: &Organisation, undo: bool) -> usize {
        let noun = (self.noun)();
        let cmdlet = if noun.starts_with("tenants/") { "Get-MgServicePrincipal".to_owned() } else { format!("Get-{noun}") };
        let mut names = start.names();
        if undo {
            names.reverse();
        }
        let mut survived = 0;
        let mut before = start.fork();
        for name in names {
            for at in 1..200 {
                let hit = before.fork();
                hit.faults(&json!({ "intrude": [{ "cmdlet": cmdlet, "before": at, "noun": noun, "identity": self.identity,
                    "property": self.property, self.how: (self.value)() }] }));
                let outcome = session.job(&hit.job(&name, undo));
                hit.no_faults();
                let is_there = self.is_there(&hit);
                if !is_there && outcome.threw.is_none() {
                    // So many calls there are not, or the value that they wrote was taken out: the first call shows which.
                    let calls = calls(session, &before, &name, undo, &cmdlet);
                    assert!(at > calls, "{}: {name} {undo}: what was written before read {at} is lost: {outcome:?}", self.estate);
                    before = hit;
                    break;
                }
                assert!(is_there, "{}: {name} {undo}: what was written before read {at} is lost: {outcome:?}", self.estate);
                survived += 1;
            }
        }
        survived
    }
}

/// How often a script calls a cmdlet.
fn calls(session: &mut Session, before: &Organisation, name: &str, undo: bool, cmdlet: &str) -> usize {
    let counted = before.fork();
    counted.faults(&json!({ "log": true }));
    session.job(&counted.job(name, undo));
    let calls = std::fs::read_to_string(counted.folder.path().join("calls.log")).unwrap_or_default();
    calls.lines().filter(|line| *line == cmdlet).count()
}

#[test]
fn what_others_write_in_between_is_never_lost() {
    let Some(mut session) = session() else { return };
    let only = std::env::var("HMAUDIT_ESTATE").unwrap_or_default();
    for intrusion in INTRUSIONS.iter().filter(|intrusion| intrusion.estate.contains(&only)) {
        let estate = ESTATES.iter().find(|estate| estate.name == intrusion.estate).unwrap();
        let case = Case::new(estate, &mut session);
        let there = intrusion.survives(&mut session, &case.organisation, false);
        let back = intrusion.survives(&mut session, &case.repaired, true);
        println!("{} {}: {there} there, {back} back", intrusion.estate, intrusion.property);
        assert!(there > 1, "{}", intrusion.estate);
    }
}
