//! A rule in one of its scopes: the view it has, and how what it finds becomes findings.

use super::effective_severity::EffectiveSeverity;
use super::truth::{Ground, Judged, Truth};
use super::{Evidence, Finding, Severity, Verdict, all_in, compare, count, must, same, words};
use crate::catalog::{self, Ask};
use crate::estate::facts::{self, Gap, Rows, View};
use crate::estate::{Coverage, KnownExt as _, Object, Side, UnknownReason, Value};
use crate::rule::condition::Condition;
use crate::rule::message::{Hole, Template};
use crate::rule::{Check, Noun, Rule, Scope};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Judges a rule in each of its scopes. `brief`: what passes is only counted, so nobody needs its words and places.
pub(super) fn judge(rule: &Rule, view: &View<'_>, brief: bool, findings: &mut Vec<Finding>) {
    let whole = *view;
    if !rule.is_asked(view) {
        RuleRun { rule, brief, view: whole }.not_asked(findings);
        return;
    }
    match rule.scope {
        Scope::Tenant if !view.estate.tenants.is_empty() => {
            for tenant in &view.estate.tenants {
                RuleRun { rule, brief, view: View { tenant: Some(tenant), ..whole } }.judge(findings);
            }
        }
        Scope::Server => {
            let servers = servers(view);
            for server in &servers {
                RuleRun { rule, brief, view: View { server: Some(server), ..whole } }.judge(findings);
            }
            if servers.is_empty() {
                RuleRun { rule, brief, view: whole }.judge(findings);
            }
        }
        _ => RuleRun { rule, brief, view: whole }.judge(findings),
    }
}

/// Every server that a capture names, each once, as first spelt.
fn servers(view: &View<'_>) -> Vec<String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    let objects = view.estate.objects.values().flatten().filter(|object| object.side == Side::OnPremises);
    for server in objects.filter_map(|object| object.server.as_ref()) {
        all.entry(server.to_lowercase()).or_insert_with(|| server.clone());
    }
    all.into_values().collect()
}

/// Most servers that a cmdlet may lack before they are told together.
const MOST_SERVERS: usize = 8;

/// A rule and what it is looked at from.
#[derive(Clone, Copy)]
pub(super) struct RuleRun<'r, 'e> {
    /// The rule.
    pub rule: &'r Rule,
    /// The view.
    pub view: View<'e>,
    /// What passes is only counted.
    pub brief: bool,
}

/// What there is to say about one subject, before it is a finding.
#[derive(Default)]
pub(super) struct FindingDraft<'o> {
    /// The row it is about, if it is about one.
    pub row: Option<&'o Object>,
    /// The row that tells how grave it is, if it is not about that row.
    pub weighed_by: Option<&'o Object>,
    /// What it is about, when not the row.
    pub subject: Option<String>,
    /// For the holes of messages: item, values, count.
    pub item: Option<String>,
    /// The different values.
    pub values: Option<String>,
    /// The number of rows.
    pub count: Option<usize>,
    /// The places, the most telling first.
    pub grounds: Vec<Ground>,
}

impl RuleRun<'_, '_> {
    fn judge(&self, findings: &mut Vec<Finding>) {
        let when = match &self.rule.when {
            Some(condition) => compare::condition(condition, &self.view, None),
            None => Judged::holds(),
        };
        let first = findings.len();
        if when.truth == Truth::False {
            let text = format!("does not apply: {}", self.rule.when.as_ref().map(Condition::words).unwrap_or_default());
            let said = FindingDraft { grounds: when.grounds, subject: Some(self.general_subject()), ..FindingDraft::default() };
            findings.push(self.finding(Verdict::NotApplicable, &said, None, text));
            return;
        }
        match &self.rule.check {
            Check::Must(condition) => must::judge(self, condition, findings),
            Check::Count { least, most } => count::judge(self, *least, *most, findings),
            Check::AllIn { from, filter, take } => all_in::judge(self, *from, filter, take, findings),
            Check::Same(names) => same::judge(self, names, findings),
        }
        // What fails for want of something else is shown by what makes the rule apply.
        for finding in findings.iter_mut().skip(first).filter(|finding| finding.verdict == Verdict::Fail) {
            if finding.evidence.is_empty() {
                finding.evidence = when.grounds.iter().enumerate().map(|(index, ground)| evidence(ground, index == 0)).collect();
            }
        }
        if let Truth::Unknown(why) = &when.truth {
            for finding in findings.iter_mut().skip(first).filter(|finding| finding.verdict == Verdict::Fail) {
                finding.verdict = Verdict::Inconclusive;
                finding.fix = None;
                finding.message = format!("{}; whether the rule applies cannot be told: {}", finding.message, words::why(why));
                self.leave_open(finding, why, None);
                finding.evidence.extend(when.grounds.iter().map(|ground| evidence(ground, false)));
            }
        }
    }

    /// The finding of a rule that is not asked, because none of its own captures is there.
    fn not_asked(&self, findings: &mut Vec<Finding>) {
        let mut own: Vec<&str> = self.rule.own.iter().map(|own| own.cmdlet.name).collect();
        own.dedup();
        let said = FindingDraft { subject: Some(self.general_subject()), ..FindingDraft::default() };
        let text = format!("not asked, because this was not captured: {}", own.join(", "));
        findings.push(self.finding(Verdict::NotApplicable, &said, None, text));
    }

    /// The rows of a noun in this view; an unknown noun has none.
    pub fn rows(&self, noun: Noun) -> Rows<'_> {
        match noun.cmdlet.filter(|_| noun.online) {
            Some(cmdlet) => facts::captured::online(&self.view, cmdlet),
            None => facts::rows(&self.view, noun.name).unwrap_or_default(),
        }
    }

    /// Why rows of a noun that were not captured may exist, although no gap is known.
    pub fn unproved(&self, noun: Noun) -> Vec<Gap> {
        noun.cmdlet.map(|cmdlet| facts::captured::unproved(&self.view, cmdlet, noun.online)).unwrap_or_default()
    }

    /// Rows that the filter picks, certainly or maybe, each with the reason if it is "maybe".
    pub fn select<'o>(&self, rows: &'o Rows<'_>) -> Vec<(&'o Object, Judged)> {
        let judged = rows.objects.iter().map(|row| (&**row, compare::condition(&self.rule.filter, &self.view, Some(row))));
        judged.filter(|(_, judged)| judged.truth != Truth::False).collect()
    }

    /// A finding of a verdict that is certain.
    pub fn certain(&self, holds: bool, said: &FindingDraft<'_>, findings: &mut Vec<Finding>) {
        if holds {
            let title = if self.brief { String::new() } else { self.rule.title.clone() };
            findings.push(self.finding(Verdict::Pass, said, None, title));
            return;
        }
        let message = self.fill(&self.rule.message, said);
        let mut finding = self.finding(Verdict::Fail, said, None, message);
        if let Some((why, grounds)) =
            EffectiveSeverity::of(self, said.row).doubt.filter(|_| self.rule.configured_severity.is_none())
        {
            finding.message = format!("{}; how grave that is cannot be told: {}", finding.message, words::why(&why));
            finding.verdict = Verdict::Inconclusive;
            finding.severity = Severity::Error;
            finding.core = self.rule.may_be_core();
            self.leave_open(&mut finding, &why, None);
            finding.asks = words::ask(&why, said.row, self.rule);
            finding.evidence.extend(grounds.iter().map(|ground| evidence(ground, false)));
        }
        findings.push(finding);
    }

    /// A finding that cannot be decided.
    ///
    /// Where a whole capture is missing, that capture is the subject, once, and not each row that needs it.
    pub fn unknown(&self, why: &UnknownReason, said: &FindingDraft<'_>, findings: &mut Vec<Finding>) {
        if let UnknownReason::NotCaptured { noun } = why
            && let Some(cmdlet) = catalog::of_noun(noun)
        {
            let gap = Gap {
                subject: cmdlet.name.to_owned(),
                server: None,
                tenant: cmdlet.is_of_tenant().then(|| self.tenant(said.row)).flatten(),
                ask: Ask { noun: cmdlet.noun, of_tenant: false },
                why: why.clone(),
                at: Vec::new(),
                command: cmdlet.collect.to_owned(),
            };
            findings.push(self.gap(&gap, said.row));
            return;
        }
        let reason = words::why(why);
        let message = match &self.rule.message_inconclusive {
            Some(template) => format!("{}: {reason}", self.fill(template, said)),
            None => format!("cannot tell for {} ({}): {reason}", self.subject(said), lower_first(&self.rule.title)),
        };
        let mut finding = self.finding(Verdict::Inconclusive, said, None, message);
        self.leave_open(&mut finding, why, said.row);
        findings.push(finding);
    }

    /// Why a finding is undecided, and what supplies what is not known about a row (or about the organisation).
    fn leave_open(&self, finding: &mut Finding, why: &UnknownReason, row: Option<&Object>) {
        finding.help = words::remedy(why, &words::command(why, row, self.rule));
        finding.asks = words::ask(why, row, self.rule);
        finding.why = Some(why.clone());
    }

    /// One finding for each gap. Where one cmdlet lacks many servers, they are one gap.
    pub fn gaps(&self, gaps: &[Gap], findings: &mut Vec<Finding>) {
        let mut servers: BTreeMap<&str, Vec<&Gap>> = BTreeMap::new();
        for gap in gaps {
            match catalog::named(&gap.subject) {
                Some(_) if gap.server.is_some() => servers.entry(&gap.subject).or_default().push(gap),
                _ => findings.push(self.gap(gap, None)),
            }
        }
        for (cmdlet, lacking) in servers {
            if lacking.len() <= MOST_SERVERS {
                findings.extend(lacking.iter().map(|gap| self.gap(gap, None)));
                continue;
            }
            let Some((first, count)) = lacking.first().map(|first| (*first, lacking.len())) else { continue };
            let at = lacking.iter().flat_map(|gap| gap.at.iter().copied()).collect();
            let command = catalog::named(cmdlet).map_or_else(|| first.command.clone(), |(cmdlet, _)| cmdlet.collect.to_owned());
            let whole = Gap { subject: format!("{cmdlet} ({count} servers)"), server: None, at, command, ..first.clone() };
            findings.push(self.gap(&whole, None));
        }
    }

    /// The finding of a gap. What is missing on premises is missing for every tenant, so it is one finding and not one for each.
    fn gap(&self, gap: &Gap, weighed_by: Option<&Object>) -> Finding {
        let label: Arc<str> = words::why(&gap.why).into();
        let grounds = gap.at.iter().map(|span| Ground { span: *span, label: label.clone() }).collect();
        // Findings are told apart by their subject: the gaps of two servers must not be one.
        let subject = match &gap.server {
            Some(server) if catalog::named(&gap.subject).is_some() => format!("{} ({server})", gap.subject),
            _ => gap.subject.clone(),
        };
        let said = FindingDraft { grounds, subject: Some(subject), weighed_by, ..FindingDraft::default() };
        let whose = match (&gap.server, &gap.tenant) {
            (Some(server), _) => format!(" of {server}"),
            (None, Some(tenant)) => format!(" of {tenant}"),
            (None, None) => String::new(),
        };
        let title = lower_first(&self.rule.title);
        let message = match &gap.why {
            UnknownReason::NotCaptured { .. } => format!("cannot tell whether {title}: {}{whose} was not captured", gap.subject),
            UnknownReason::NotPrinted => {
                format!("cannot tell whether {title}: {}{whose} is not covered by the captures", gap.subject)
            }
            _ => format!("cannot tell whether {title}: {}{whose}: {label}", gap.subject),
        };
        let mut finding = self.finding(Verdict::Inconclusive, &said, gap.server.clone(), message);
        finding.tenant.clone_from(&gap.tenant);
        finding.help = words::remedy(&gap.why, &gap.command);
        finding.why = Some(gap.why.clone());
        finding.asks = Some(gap.ask);
        finding
    }

    /// The finding of a rule that has nothing to look at, although everything was captured.
    pub fn nothing(&self, noun: Noun, findings: &mut Vec<Finding>) {
        let what = noun.cmdlet.map_or_else(|| noun.name.replace('-', " "), |cmdlet| cmdlet.doc.to_owned());
        let picked = if self.rule.filter.is_empty() { String::new() } else { format!(" with {}", self.rule.filter.words()) };
        let said =
            FindingDraft { subject: Some(self.general_subject()), grounds: self.coverage(noun), ..FindingDraft::default() };
        findings.push(self.finding(Verdict::NotApplicable, &said, None, format!("there is none: {what}{picked}")));
    }

    /// The finding of a rule that compares and found only one to compare.
    pub fn alone(&self, noun: Noun, findings: &mut Vec<Finding>) {
        let what = noun.cmdlet.map_or_else(|| noun.name.replace('-', " "), |cmdlet| cmdlet.doc.to_owned());
        let said =
            FindingDraft { subject: Some(self.general_subject()), grounds: self.coverage(noun), ..FindingDraft::default() };
        findings.push(self.finding(Verdict::NotApplicable, &said, None, format!("nothing to compare: there is one {what}")));
    }

    /// The places that show that a noun was captured whole.
    pub fn coverage(&self, noun: Noun) -> Vec<Ground> {
        let side = self.view.tenant.map_or(Side::OnPremises, |tenant| Side::Tenant(tenant.name.clone()));
        let else_on_premises = (!noun.online).then_some(Side::OnPremises);
        let found = [Some(side).filter(|side| !noun.online || side.tenant().is_some()), else_on_premises]
            .iter()
            .flatten()
            .find_map(|side| self.view.estate.coverage(side, noun.name).cloned());
        let Some(Coverage::Whole(spans) | Coverage::Shown(spans) | Coverage::Part(spans)) = found else { return Vec::new() };
        grounds(spans, "captured here")
    }

    /// What the rule is about when it is about no row: its noun's cmdlet, else its name.
    pub fn general_subject(&self) -> String {
        match self.rule.from {
            Some(noun) => noun.cmdlet.map_or(noun.name, |cmdlet| cmdlet.name).to_owned(),
            None => match &self.rule.subject {
                Some(template) => self.fill(template, &FindingDraft::default()),
                None => self.rule.name.clone(),
            },
        }
    }

    /// The subject of what is said.
    pub fn subject(&self, said: &FindingDraft<'_>) -> String {
        // A subject that was decided beforehand (a gap's) is never overwritten.
        if let Some(subject) = &said.subject {
            return subject.clone();
        }
        match (&self.rule.subject, said.row, &said.item) {
            (Some(template), _, _) => self.fill(template, said),
            (None, _, Some(item)) => item.clone(),
            (None, Some(row), _) => row.subject.clone(),
            (None, None, None) => self.general_subject(),
        }
    }

    /// What the rule says of a place that it is about; `plain` if it says nothing.
    pub fn label(&self, plain: &str, said: &FindingDraft<'_>) -> String {
        self.rule.label.as_ref().map_or_else(|| plain.to_owned(), |label| self.fill(label, said))
    }

    fn fill(&self, template: &Template, said: &FindingDraft<'_>) -> String {
        template.render(|hole| self.value_of(hole, said))
    }

    /// Help holds commands that people copy. A captured value goes into one only if it cannot act there; else its name stands for it.
    fn fill_help(&self, said: &FindingDraft<'_>) -> String {
        self.rule.help.render(|hole| {
            if let Hole::Name(name) = hole
                && let Some(Value::Text(text)) = compare::read(name, &self.view, said.row).value()
                && catalog::ALL.iter().any(|cmdlet| cmdlet.collect == text)
            {
                return text.clone();
            }
            let value = self.value_of(hole, said);
            let is_tame = value.chars().all(|c| c.is_ascii_alphanumeric() || " \\().,_-:/".contains(c));
            if is_tame { value } else { format!("<{}>", hole.word()) }
        })
    }

    fn value_of(&self, hole: &Hole, said: &FindingDraft<'_>) -> String {
        match hole {
            Hole::Item => words::clip(said.item.as_deref().unwrap_or("a value")),
            Hole::Values => said.values.clone().unwrap_or_default(),
            Hole::Count => said.count.map_or_else(|| "some".to_owned(), |count| count.to_string()),
            Hole::Subject => words::clip(&self.subject(said)),
            Hole::Tenant => words::clip(&self.tenant(said.row).unwrap_or_else(|| "the tenant".to_owned())),
            Hole::Server => words::clip(&self.server(said.row).unwrap_or_else(|| "an unknown server".to_owned())),
            Hole::Name(name) => words::value(&compare::read(name, &self.view, said.row)),
        }
    }

    fn tenant(&self, row: Option<&Object>) -> Option<String> {
        self.view.tenant.map(|tenant| tenant.name.clone()).or_else(|| match &row?.side {
            Side::Tenant(name) => Some(name.clone()),
            Side::OnPremises => None,
        })
    }

    fn server(&self, row: Option<&Object>) -> Option<String> {
        self.view.server.map(str::to_owned).or_else(|| row.and_then(|row| row.server.clone()))
    }

    fn finding(&self, verdict: Verdict, said: &FindingDraft<'_>, server: Option<String>, message: String) -> Finding {
        let help = if verdict == Verdict::Fail { self.fill_help(said) } else { String::new() };
        let is_listed = !self.brief || verdict.is_open();
        let grounds = if is_listed { said.grounds.as_slice() } else { &[] };
        let mut evidence: Vec<Evidence> =
            grounds.iter().enumerate().map(|(index, ground)| self::evidence(ground, index == 0)).collect();
        if let (Verdict::Fail, Some(label), Some(first)) = (verdict, &self.rule.label, evidence.first()) {
            let (plain, telling) = (first.label.clone(), Arc::from(self.fill(label, said)));
            for place in evidence.iter_mut().filter(|place| place.label == plain) {
                place.label.clone_from(&telling);
            }
        }
        let severity = if is_listed || !self.rule.severity_when.is_empty() {
            EffectiveSeverity::of(self, said.weighed_by.or(said.row)).severity(verdict)
        } else {
            self.rule.severity
        };
        Finding {
            rule: self.rule.id.clone(),
            severity: self.rule.configured_severity.unwrap_or(severity),
            core: self.rule.may_be_core() && !self.rule.is_lowered() && severity == Severity::Error,
            verdict,
            tenant: self.tenant(said.row),
            server: server.or_else(|| self.server(said.row)).map(words::name),
            subject: words::name(self.subject(said)),
            message,
            help,
            why: None,
            asks: None,
            evidence,
            fix: self.rule.fix.clone().filter(|_| verdict == Verdict::Fail),
        }
    }
}

fn evidence(ground: &Ground, primary: bool) -> Evidence {
    Evidence { label: ground.label.clone(), span: ground.span, primary }
}

/// Grounds with one label for places.
pub(super) fn grounds(places: Vec<Span>, label: &str) -> Vec<Ground> {
    let label: Arc<str> = label.into();
    places.into_iter().map(|span| Ground { span, label: label.clone() }).collect()
}

/// A title in the middle of a sentence. Abbreviations (`MAPI over HTTP …`) and names (`OAuth2ClientProfileEnabled`) keep their capital.
fn lower_first(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or("");
    let is_plain = word.chars().skip(1).all(char::is_lowercase) && !["Entra", "Exchange", "Microsoft", "Outlook"].contains(&word);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if is_plain => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
