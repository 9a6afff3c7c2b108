//! The pipeline: files go in, a report comes out.
//!
//! [`audit`] is the whole of it. [`Audit`] keeps what the report is made of, for callers that also want the findings, the plan or the
//! repaired model.

use crate::area::{Area, Required};
use crate::capture::{self, Capture};
use crate::catalog::{Ask, schema::Place};
use crate::check::{self, Disposition, Passed};
use crate::clients::{self, Clients};
use crate::estate::attribution::Attribution;
use crate::estate::facts::{Memo, View};
use crate::estate::{self, Estate};
use crate::policy::baseline::Baseline;
use crate::policy::waiver::{self, Waiver};
use crate::remedy::plan::{Action, Step, plan_of};
use crate::remedy::{self, FindingKey, Plan};
use crate::report::build::{self, Parts, Told};
use crate::report::client_matrix::{self, ClientMatrix};
use crate::report::sign_in;
use crate::report::{PlanStep, Readiness, Report, RuleText, TenantVerdict, Waived, WaiverStatus};
use crate::rule::{Rule, RuleSet};
use crate::source::{Inputs, Sources};
use crate::text::visible_line;
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

mod areas;
pub(crate) mod collected;
pub mod handover;
mod next;
pub mod prospect;
mod verdict;

pub use build::FileRead;

/// How an audit is made. [`Options::new`] has the defaults; every field may be set afterwards.
#[derive(Debug, Clone)]
pub struct Options {
    /// The rules to run.
    pub rules: RuleSet,
    /// Core rules that are not among [`Self::rules`], or were lowered in severity, sorted by id. With one of them that would be asked nobody can
    /// tell whether the organisation is ready: the verdict becomes `not-judged`, and no script enables anything.
    pub left_out: Vec<Rule>,
    /// Whose captures are whose.
    pub attribution: Attribution,
    /// Name of the encoding of every file; `None` detects it.
    pub encoding: Option<&'static str>,
    /// The day that certificates, support dates and waivers are judged by, from its first moment, UTC.
    pub as_of: Date,
    /// Switches that are off are errors.
    pub expect_enabled: bool,
    /// Classic hybrid is declared: there is no Hybrid Agent to look for.
    pub is_classic_hybrid: bool,
    /// Areas that are asked although nothing of theirs was captured.
    pub required: Required,
    /// The packs that are switched on, each an area of its own after the others.
    pub packs: Vec<Area>,
    /// Findings that somebody accepted.
    pub waivers: Vec<Waiver>,
    /// Findings that are known, and left out of the report. The verdict is that of all.
    pub baseline: Option<Baseline>,
    /// The report also lists what passed and what does not apply.
    pub all: bool,
    /// The report holds the digests of the inputs. Computing them takes longer than all the rest.
    pub digests: bool,
    /// The report lists the steps that would repair what failed.
    pub steps: bool,
    /// The report holds which client works. Only HTML and Markdown show it.
    pub clients: bool,
}

impl Options {
    /// All of these rules, judged by a day; nothing waived, nothing known before.
    #[must_use]
    pub fn new(rules: RuleSet, as_of: Date) -> Self {
        Self {
            rules,
            left_out: Vec::new(),
            attribution: Attribution::default(),
            encoding: None,
            as_of,
            expect_enabled: false,
            is_classic_hybrid: false,
            required: Required::none(),
            packs: Vec::new(),
            waivers: Vec::new(),
            baseline: None,
            all: false,
            digests: true,
            steps: false,
            clients: true,
        }
    }

    fn moment(&self) -> Timestamp {
        self.as_of.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    fn view<'e>(&'e self, estate: &'e Estate, memo: Option<&'e Memo>) -> View<'e> {
        View {
            memo,
            required: &self.required,
            is_classic_hybrid: self.is_classic_hybrid,
            ..View::new(estate, self.moment(), self.expect_enabled)
        }
    }
}

/// Audits files, each a name and bytes. Names are shown in the report; a component `tenants/NAME/` tells whose a capture is.
///
/// # Examples
/// ```
/// use hmaudit::{Options, rule};
///
/// let captured = "Get-OrganizationConfig | fl OAuth2ClientProfileEnabled\n\nOAuth2ClientProfileEnabled : True\n";
/// let options = Options::new(rule::load(&rule::builtin())?, "2026-11-21".parse()?);
/// let report = hmaudit::audit(vec![("organizationconfig.txt".to_owned(), captured.into())], &options);
///
/// // One capture does not answer the question, and what is missing is never taken for good or bad.
/// assert_eq!(report.verdict.word(), "inconclusive");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn audit(files: Vec<(String, Vec<u8>)>, options: &Options) -> Report {
    Audit::of(Inputs::of(files, options.encoding), options).report()
}

/// Reads all sources side by side. `step` is called after each.
#[must_use]
pub fn captures<'s>(sources: &'s Sources, step: &(dyn Fn() + Sync)) -> Vec<Capture<'s>> {
    let read = |source| {
        let mut capture = capture::read(source);
        estate::identify::name_unnamed(source, &mut capture);
        step();
        capture
    };
    sources.as_slice().par_iter().map(read).collect()
}

/// Why files hold no record that hmaudit knows, in a few lines to print: what was declined, and what each place is taken for.
#[must_use]
pub fn unusable(inputs: &Inputs, files: &[FileRead]) -> Vec<String> {
    const SHOWN: usize = 10;
    let mut reasons: Vec<String> = inputs.declined.iter().map(|file| format!("{}: {}", file.name, file.why)).collect();
    for (source, file) in inputs.sources.iter().zip(files) {
        if file.skipped.is_empty() {
            reasons.push(format!("{}: {}", source.name, build::FOREIGN));
        }
        for skip in &file.skipped {
            reasons.push(format!("{}:{}: {}", source.name, source.line_of(skip.at.start as usize), skip.why));
        }
    }
    let more = reasons.len().saturating_sub(SHOWN);
    reasons.truncate(SHOWN);
    if more > 0 {
        reasons.push(format!("… and {more} more"));
    }
    reasons.iter().map(|reason| visible_line(reason).into_owned()).collect()
}

/// An audit with all that its report is made of.
#[derive(Debug)]
pub struct Audit<'o> {
    options: &'o Options,
    inputs: Inputs,
    files: Vec<FileRead>,
    estate: Estate,
    memo: Memo,
    findings: Vec<check::Finding>,
    passed: Passed,
    left_out: Vec<String>,
    waived: Vec<Option<Waived>>,
    waivers: Vec<WaiverStatus>,
    plan: OnceLock<Plan>,
}

impl<'o> Audit<'o> {
    /// Reads the sources and applies the rules.
    #[must_use]
    pub fn of(inputs: Inputs, options: &'o Options) -> Self {
        Self::watched(inputs, options, &|| ())
    }

    /// The same; `step` is called for each source that was read.
    #[must_use]
    pub fn watched(inputs: Inputs, options: &'o Options, step: &(dyn Fn() + Sync)) -> Self {
        let captures = captures(&inputs.sources, step);
        let estate = estate::build(&captures, &inputs.sources, &options.attribution);
        // The records are dropped once the estate is built.
        let files = captures.into_iter().map(FileRead::from).collect();
        Self::judged(inputs, files, estate, options)
    }

    fn judged(inputs: Inputs, files: Vec<FileRead>, estate: Estate, options: &'o Options) -> Self {
        let memo = Memo::default();
        let view = options.view(&estate, Some(&memo));
        let (findings, passed) = if options.all {
            (check::run(&options.rules, &view), Passed::default())
        } else {
            check::run_open(&options.rules, &view)
        };
        let left_out = options.left_out.iter().filter(|rule| rule.is_asked(&view)).map(|rule| rule.id.clone()).collect();
        let (waived, waivers) = waiver::decide(&findings, &options.waivers, options.as_of);
        Self { options, inputs, files, estate, memo, findings, passed, left_out, waived, waivers, plan: OnceLock::new() }
    }

    /// The same inputs with the steps of a plan applied to the model, judged again.
    #[must_use]
    pub fn repaired(self, plan: &Plan) -> Self {
        let estate = remedy::apply(plan, self.estate);
        Self::judged(self.inputs, self.files, estate, self.options)
    }

    /// The texts that were read.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// What was found in each source.
    #[must_use]
    pub fn files(&self) -> &[FileRead] {
        &self.files
    }

    /// The organisation as the captures show it.
    #[must_use]
    pub fn estate(&self) -> &Estate {
        &self.estate
    }

    /// Whether any record was one that hmaudit knows.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        !self.estate.is_empty()
    }

    /// What the rules say: every verdict with [`Options::all`], else what failed or is undecided.
    #[must_use]
    pub fn findings(&self) -> &[check::Finding] {
        &self.findings
    }

    /// The findings that no waiver covers.
    pub fn unwaived(&self) -> impl Iterator<Item = &check::Finding> {
        self.findings.iter().zip(&self.waived).filter(|(_, waived)| waived.is_none()).map(|(finding, _)| finding)
    }

    /// The verdict of the run and of each tenant.
    #[must_use]
    pub fn verdicts(&self) -> (Readiness, Vec<TenantVerdict>) {
        let phase = build::phase(&self.view());
        let findings = self.findings.iter().zip(self.waived.iter().map(Option::is_some));
        verdict::of(phase, self.left_out.is_empty(), &self.estate.tenants, findings)
    }

    /// The plan that repairs what failed. What is waived is accepted and needs no repair; what a pack finds neither waits for the switches nor they
    /// for it, and its help says what to do.
    pub fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| {
            let in_packs: HashSet<&str> =
                self.options.rules.rules.iter().filter(|rule| rule.in_pack).map(|rule| rule.id.as_str()).collect();
            let open: Vec<check::Finding> =
                self.unwaived().filter(|finding| !in_packs.contains(finding.rule.as_str())).cloned().collect();
            plan_of(&self.estate, &open, self.left_out.is_empty())
        })
    }

    /// The report, with what outputs for people show beside it.
    #[must_use]
    pub fn report(&self) -> Report {
        let view = self.view();
        let (verdict, tenants) = self.verdicts();
        let promises = self.options.steps || self.findings.iter().any(|finding| finding.fix.is_some());
        let scripted = if promises { self.plan().scripted() } else { BTreeSet::new() };
        let rules = &self.options.rules.rules;
        let next = next::of(&view, rules, &self.findings);
        let judged = self.findings.iter().zip(self.waived.iter().map(Option::is_some));
        let packs = &self.options.packs;
        let step = |index: usize, finding: &check::Finding| self.first_step(finding, next.of_findings[index]);
        let areas = areas::of(&view, rules, judged, &self.passed, packs, step);
        let findings = self.findings.iter().zip(&self.waived).zip(&next.of_findings).map(|((finding, waived), next)| {
            // A report promises only what a script does.
            let is_scripted = finding.fix.is_some() && scripted.contains(&FindingKey::from(finding));
            Told {
                finding,
                waived: waived.as_ref(),
                next: *next,
                disposition: if is_scripted { Disposition::Safe } else { Disposition::Manual },
            }
        });
        build::report(Parts {
            sources: &self.inputs.sources,
            files: &self.files,
            declined: &self.inputs.declined,
            collected: collected::told(self.inputs.sources.as_slice()),
            view,
            verdict,
            tenants,
            areas,
            not_checked: areas::not_checked(&view, rules, packs),
            findings: findings.collect(),
            next: next.blocks,
            is_known: &|finding| self.options.baseline.as_ref().is_some_and(|baseline| baseline.knows(finding)),
            unlisted: self.passed.all,
            waivers: self.waivers.clone(),
            left_out: self.left_out.clone(),
            sign_in_methods: self.is_on(sign_in::PACK),
            clients: self.options.clients.then(|| self.clients()),
            client_matrix: self.client_matrix(),
            rules: self.options.rules.rules.iter().map(RuleText::from).collect(),
            plan: if self.options.steps { self.steps() } else { Vec::new() },
            digests: self.options.digests,
        })
    }

    /// Which client works, in each tenant.
    #[must_use]
    pub fn clients(&self) -> Clients {
        clients::of(&self.view(), &self.options.rules.rules, &self.findings, &self.inputs.sources)
    }

    /// Whether a pack is switched on.
    fn is_on(&self, pack: &str) -> bool {
        self.options.packs.iter().any(|on| on.name == pack)
    }

    /// What people use, if the pack about it is switched on.
    fn client_matrix(&self) -> Option<ClientMatrix> {
        self.is_on(client_matrix::PACK).then(|| client_matrix::of(&self.view(), &self.inputs.sources)).flatten()
    }

    /// What a finding asks for first, in words.
    fn first_step(&self, finding: &check::Finding, next: Option<Place>) -> String {
        let cmdlet = finding.asks.and_then(Ask::cmdlet);
        if let (Some(cmdlet), Some(_)) = (cmdlet, next) {
            return format!("Capture {}", cmdlet.name);
        }
        let key = FindingKey::from(finding);
        let step = finding.fix.as_ref().and_then(|_| self.plan().steps.iter().find(|step| step.closes.contains(&key)));
        step.map_or_else(|| finding.message.clone(), |step| step.title.clone())
    }

    fn view(&self) -> View<'_> {
        self.options.view(&self.estate, Some(&self.memo))
    }

    /// The steps of the plan as reports list them.
    fn steps(&self) -> Vec<PlanStep> {
        let mut plan = self.plan().clone();
        // Only steps of people can become superfluous by what the scripts do, so only their rules are asked about the repaired model.
        let by_hand = plan.steps.iter().filter(|step| matches!(step.action, Action::Manual { .. }));
        let asked: BTreeSet<String> = by_hand.flat_map(|step| &step.closes).map(|key| key.rule.clone()).collect();
        if !asked.is_empty() {
            let rules: Vec<Rule> = self.options.rules.rules.iter().filter(|rule| asked.contains(&rule.id)).cloned().collect();
            let after = remedy::apply(&plan, self.estate.clone());
            plan.settle(&check::run(&RuleSet { rules }, &self.options.view(&after, None)));
        }
        let step = |step: &Step| PlanStep {
            number: step.number,
            phase: step.phase,
            title: step.title.clone(),
            disposition: match step.action {
                Action::Scripted(_) => Disposition::Safe,
                Action::Manual { .. } => Disposition::Manual,
            },
            closes: step.closes.iter().map(|key| check::fingerprint(&key.rule, key.tenant.as_deref(), &key.subject)).collect(),
        };
        plan.steps.iter().map(step).collect()
    }
}
