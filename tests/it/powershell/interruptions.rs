//! Scripts that are cut off: at every write, before and after it, at every call, in both directions; and PowerShell itself, killed. The next
//! run completes, and undo restores, at once too.

use super::estates::{ESTATES, Estate};
use super::organisation::{Organisation, State, differences};
use super::session::{Session, session};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What cuts a script off.
struct Interruption {
    what: &'static str,
    /// The faults of the mock, by the number of the write or call at which the script is cut off.
    fault: fn(usize) -> Value,
    /// The process is killed, this long after the mock has left word.
    kill: Option<Duration>,
}

const fn by_fault(what: &'static str, fault: fn(usize) -> Value) -> Interruption {
    Interruption { what, fault, kill: None }
}

const fn by_kill(what: &'static str, fault: fn(usize) -> Value, milliseconds: u64) -> Interruption {
    Interruption { what, fault, kill: Some(Duration::from_millis(milliseconds)) }
}

const AT_WRITES: &[Interruption] = &[
    by_fault("stopped before write", |at| json!({ "killBefore": at })),
    by_fault("stopped after write", |at| json!({ "killAfter": at })),
    by_fault("failed before write", |at| json!({ "failBefore": at })),
    by_fault("failed after write", |at| json!({ "failAfter": at })),
];
const AT_CALLS: &[Interruption] = &[by_fault("connection lost at call", |at| json!({ "dropAt": at }))];
const KILLS: &[Interruption] = &[
    by_kill("killed before write", |at| json!({ "haltBefore": at }), 0),
    by_kill("killed after write", |at| json!({ "haltAfter": at }), 0),
];
/// Somewhere around a write, as it happens: at the read that follows, or while the journal is saved.
const KILLS_IN_PASSING: &[Interruption] = &[
    by_kill("killed behind write", |at| json!({ "passAfter": at }), 0),
    by_kill("killed 3 ms behind write", |at| json!({ "passAfter": at }), 3),
    by_kill("killed 12 ms behind write", |at| json!({ "passAfter": at }), 12),
    by_kill("killed 40 ms behind write", |at| json!({ "passAfter": at }), 40),
];

impl Interruption {
    /// Runs a script and cuts it off; how it ended, or nothing where it came to its end first.
    fn cut(
        &self,
        organisation: &Organisation,
        session: &mut Session,
        spare: &mut Spare,
        job: &Value,
        at: usize,
    ) -> Option<String> {
        organisation.faults(&(self.fault)(at));
        let how = match self.kill {
            Some(later) => {
                let word = organisation.folder.path().join("halted");
                let killed = spare.take().kill_at(job, &word, later);
                let _ = std::fs::remove_file(word);
                killed.then(|| "SIGKILL".to_owned())
            }
            None => {
                let outcome = session.job(job);
                (outcome.killed || outcome.threw.is_some()).then(|| format!("{:?}", outcome.threw))
            }
        };
        organisation.no_faults();
        how
    }
}

/// Processes to be killed, the next of which starts while the last one is looked at.
#[derive(Default)]
struct Spare(Option<Session>);

impl Spare {
    fn take(&mut self) -> Session {
        let ready = self.0.take().or_else(Session::start).unwrap();
        self.0 = Session::start();
        ready
    }
}

struct Case<'e> {
    estate: &'e Estate,
    organisation: Organisation,
    initial: State,
    repaired: State,
}

impl<'e> Case<'e> {
    fn new(estate: &'e Estate, session: &mut Session) -> Self {
        let organisation = Organisation::written(session, estate.spoil);
        let initial = organisation.state();
        let fork = organisation.fork();
        fork.repair(session);
        Self { estate, repaired: fork.state(), organisation, initial }
    }

    /// A copy in which all scripts ran, or in which those before this one did.
    fn after(&self, session: &mut Session, before: Option<&str>) -> Organisation {
        let fork = self.organisation.fork();
        for name in fork.names() {
            if Some(name.as_str()) == before {
                break;
            }
            fork.script(session, &name).ok();
        }
        fork
    }

    #[track_caller]
    fn is_initial(&self, organisation: &Organisation, what: &str) {
        let left = differences(&self.initial, &organisation.state());
        let left: Vec<&String> = left.iter().filter(|place| !self.estate.keeps(place)).collect();
        assert!(left.is_empty(), "{}: {what}: {left:?}", self.estate.name);
    }

    #[track_caller]
    fn is_repaired(&self, organisation: &Organisation, what: &str) {
        let left = differences(&self.repaired, &organisation.state());
        assert!(left.is_empty(), "{}: {what}: {left:?}", self.estate.name);
    }
}

/// Interruptions are looked at in turn; this many of them one after the other.
struct Walk<'w> {
    session: &'w mut Session,
    spare: Spare,
    /// Every how many-th number is tried.
    step: usize,
    cuts: usize,
}

impl Walk<'_> {
    /// Cuts every script off at every number, and every undo script too.
    fn whole(&mut self, case: &Case<'_>, interruptions: &[Interruption]) {
        for interruption in interruptions {
            for name in case.organisation.names() {
                self.script(case, interruption, &name);
            }
            let mut before = case.after(self.session, None);
            for name in case.organisation.names().iter().rev() {
                before = self.undo(case, interruption, name, before);
            }
        }
    }

    fn script(&mut self, case: &Case<'_>, interruption: &Interruption, name: &str) {
        let before = case.after(self.session, Some(name));
        for at in (1..).step_by(self.step) {
            let cut = before.fork();
            let Some(how) = interruption.cut(&cut, self.session, &mut self.spare, &cut.job(name, false), at) else { break };
            self.count(case, interruption, name, at);
            let what = format!("{name} {} {at}: {how}", interruption.what);
            let undone = cut.fork();
            undone.undo_all(self.session);
            case.is_initial(&undone, &format!("{what}, undone at once"));
            for name in cut.names() {
                cut.script(self.session, &name).ok();
            }
            case.is_repaired(&cut, &format!("{what}, run again"));
            cut.undo_all(self.session);
            case.is_initial(&cut, &format!("{what}, run again, undone"));
        }
    }

    /// The organisation after an undo script that came to its end.
    fn undo(&mut self, case: &Case<'_>, interruption: &Interruption, name: &str, before: Organisation) -> Organisation {
        for at in (1..).step_by(self.step) {
            let cut = before.fork();
            if interruption.cut(&cut, self.session, &mut self.spare, &cut.job(name, true), at).is_none() {
                return cut;
            }
            self.count(case, interruption, name, at);
            cut.undo_all(self.session);
            case.is_initial(&cut, &format!("undo of {name} {} {at}, run again", interruption.what));
        }
        before
    }

    fn count(&mut self, case: &Case<'_>, interruption: &Interruption, name: &str, at: usize) {
        self.cuts += 1;
        assert!(at < 400, "{name}: {} {at} of {}", interruption.what, case.estate.name);
    }
}

fn walk(session: &mut Session, step: usize) -> Walk<'_> {
    Walk { session, spare: Spare::default(), step, cuts: 0 }
}

fn estate(name: &str) -> &'static Estate {
    ESTATES.iter().find(|estate| estate.name == name).unwrap()
}

#[test]
fn a_script_cut_off_at_a_write_is_completed_by_the_next_run_and_undone() {
    let Some(mut session) = session() else { return };
    let mut walk = walk(&mut session, 1);
    for name in ["a name is missing in the tenant", "MAPI without OAuth", "modern authentication is off"] {
        let case = Case::new(estate(name), walk.session);
        walk.whole(&case, AT_WRITES);
    }
    println!("{} interruptions", walk.cuts);
    assert!(walk.cuts > 20, "{}", walk.cuts);
}

#[test]
fn a_script_whose_connection_is_lost_is_completed_by_the_next_run_and_undone() {
    let Some(mut session) = session() else { return };
    let mut walk = walk(&mut session, 2);
    let case = Case::new(estate("MAPI without OAuth"), walk.session);
    walk.whole(&case, AT_CALLS);
    println!("{} interruptions", walk.cuts);
    assert!(walk.cuts > 3, "{}", walk.cuts);
}

#[test]
fn a_script_whose_process_is_killed_is_completed_by_the_next_run_and_undone() {
    let Some(mut session) = session() else { return };
    let mut walk = walk(&mut session, 1);
    let case = Case::new(estate("the partner application is disabled"), walk.session);
    walk.whole(&case, KILLS);
    println!("{} kills", walk.cuts);
    assert_eq!(walk.cuts, 4);
}

/// `HMAUDIT_ESTATE=words` runs the organisations whose names have these words, `HMAUDIT_INTERRUPTION=words` what is called so.
fn everywhere(interruptions: &[&[Interruption]]) {
    let Some(mut session) = session() else { return };
    let [estates, kinds] = ["HMAUDIT_ESTATE", "HMAUDIT_INTERRUPTION"].map(|name| std::env::var(name).unwrap_or_default());
    let mut cuts = 0;
    for estate in ESTATES.iter().filter(|estate| estate.name.contains(&estates)) {
        let began = Instant::now();
        let mut walk = walk(&mut session, 1);
        let case = Case::new(estate, walk.session);
        for interruption in interruptions.iter().copied().flatten().filter(|one| one.what.contains(&kinds)) {
            walk.whole(&case, std::slice::from_ref(interruption));
            println!("{}: {}: {} interruptions after {} s", estate.name, interruption.what, walk.cuts, began.elapsed().as_secs());
        }
        cuts += walk.cuts;
    }
    println!("{cuts} interruptions, {} scripts run", session.runs);
    assert!(cuts > 0);
}

#[test]
#[ignore = "takes many minutes: cargo xtask powershell"]
fn every_script_cut_off_anywhere_is_completed_by_the_next_run_and_undone() {
    everywhere(&[AT_WRITES, AT_CALLS]);
}

#[test]
#[ignore = "takes many minutes: cargo xtask powershell"]
fn every_script_whose_process_is_killed_is_completed_by_the_next_run_and_undone() {
    everywhere(&[KILLS, KILLS_IN_PASSING]);
}
