//! Snapshots in memory, audited by the library with the built-in rules, as `hmaudit check` does it.

#![allow(dead_code)]

use hmaudit::Options;
use hmaudit::area::Required;
use hmaudit::audit::Audit;
use hmaudit::check::{self, Verdict};
use hmaudit::report::Report;
use hmaudit::rule::{self, RuleSet};
use hmaudit::source::Inputs;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The built-in rules.
pub static RULES: LazyLock<RuleSet> = LazyLock::new(|| rule::load(&rule::builtin()).expect("built-in rules load"));

/// The day that tests are judged by.
pub const AS_OF: &str = "2026-11-21T00:00:00Z";

/// The service principal of the healthy estate.
pub const PRINCIPAL: &str = "tenants/contoso/serviceprincipal.json";

/// The estate in which everything is in order.
pub fn healthy() -> Snapshot {
    Snapshot::estate("healthy")
}

/// A file of the healthy estate.
pub fn content(name: &str) -> String {
    let (_, bytes) = healthy().files.into_iter().find(|(other, _)| other == name).expect("a file of the estate");
    String::from_utf8(bytes).expect("UTF-8")
}

/// A snapshot: files by name, sorted.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub files: Vec<(String, Vec<u8>)>,
    pub expect_enabled: bool,
}

impl Snapshot {
    /// Reads `fixtures/estates/NAME`.
    pub fn estate(name: &str) -> Self {
        Self::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates").join(name))
    }

    /// Reads a folder.
    pub fn folder(root: &Path) -> Self {
        let mut files = Vec::new();
        walk(root, &mut files);
        files.sort();
        let files = files.into_iter().map(|path| {
            let name = path.strip_prefix(root).expect("below the folder").to_string_lossy().replace('\\', "/");
            (name, std::fs::read(&path).expect("readable"))
        });
        Self { files: files.collect(), expect_enabled: false }
    }

    /// One file in memory.
    pub fn text(name: &str, text: &str) -> Self {
        Self { files: vec![(name.to_owned(), text.as_bytes().to_vec())], expect_enabled: false }
    }

    /// The same with a file more, or replaced.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.files.retain(|(other, _)| other != name);
        self.files.push((name.to_owned(), text.as_bytes().to_vec()));
        self.files.sort();
        self
    }

    /// The same with a file more. If it lies elsewhere than in Contoso's folder, there are no captures of Exchange Online in one either: there is one tenant.
    #[must_use]
    pub fn placed(self, name: &str, text: &str) -> Self {
        if name.starts_with("tenants/contoso/") { self.with(name, text) } else { self.without_online().with(name, text) }
    }

    /// The same without the captures of Exchange Online and of the hybrid application, which would name the tenants.
    #[must_use]
    pub fn without_online(mut self) -> Self {
        self.files.retain(|(name, _)| !name.ends_with("/online.txt") && !name.ends_with("/application.json"));
        self
    }

    /// The same without a file.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        let before = self.files.len();
        self.files.retain(|(other, _)| other != name);
        assert_eq!(self.files.len() + 1, before, "there is no {name}");
        self
    }

    /// The same with the first occurrence of a text in a file replaced.
    #[must_use]
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.files.iter_mut().find(|(other, _)| other == name).unwrap_or_else(|| panic!("there is no {name}"));
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(text.contains(from), "{name} does not hold {from:?}");
        *bytes = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// The same with every occurrence of a text in a file replaced.
    #[must_use]
    pub fn replace_all(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.files.iter_mut().find(|(other, _)| other == name).unwrap_or_else(|| panic!("there is no {name}"));
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(text.contains(from), "{name} does not hold {from:?}");
        *bytes = text.replace(from, to).into_bytes();
        self
    }

    /// Audits it; every verdict is in the report.
    pub fn audit(&self) -> Report {
        self.report()
    }

    /// Audits it with every area of captures asked, whatever is there: what is lost must be missed.
    pub fn audit_all_areas(&self) -> Report {
        let options = Options { required: Required::captures(), ..options(self, &RULES) };
        hmaudit::audit(self.files.clone(), &options)
    }

    /// Audits it as with `--require all`.
    pub fn audit_requiring_all(&self) -> Report {
        let options = Options { required: Required::all(), ..options(self, &RULES) };
        hmaudit::audit(self.files.clone(), &options)
    }

    /// The report without `--all`: what failed or is undecided.
    pub fn short_document(&self) -> Report {
        hmaudit::audit(self.files.clone(), &Options { all: false, ..options(self, &RULES) })
    }

    /// Audits it with the built-in rules.
    pub fn report(&self) -> Report {
        audit_with(self, &RULES)
    }
}

/// Builds the estate of a snapshot and hands it over with what the built-in rules say.
pub fn with_estate(snapshot: &Snapshot, then: impl FnOnce(&hmaudit::estate::Estate, &[check::Finding])) {
    let options = options(snapshot, &RULES);
    let audit = Audit::of(Inputs::of(snapshot.files.clone(), None), &options);
    then(audit.estate(), audit.findings());
}

/// Audits a snapshot with some rules.
pub fn audit_with(snapshot: &Snapshot, rules: &RuleSet) -> Report {
    hmaudit::audit(snapshot.files.clone(), &options(snapshot, rules))
}

/// The areas of captures; the hybrid setup only where Exchange Online was captured.
fn required(snapshot: &Snapshot) -> Required {
    if snapshot.files.iter().any(|(name, _)| name.contains("online")) {
        return Required::captures();
    }
    let mut required = Required::none();
    for area in ["browser", "certificate", "mobile"] {
        required.add(area, &[]).expect("an area");
    }
    required
}

/// Every verdict of some rules about a snapshot; every area of captures is asked, so that nothing that is missing goes unnoticed.
pub fn options(snapshot: &Snapshot, rules: &RuleSet) -> Options {
    let as_of = AS_OF.parse::<jiff::Timestamp>().expect("a moment").to_zoned(jiff::tz::TimeZone::UTC).date();
    Options {
        all: true,
        expect_enabled: snapshot.expect_enabled,
        required: required(snapshot),
        ..Options::new(rules.clone(), as_of)
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("entry").path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// Ids of the rules with a finding of this verdict.
pub fn ids(report: &Report, verdict: Verdict) -> BTreeSet<String> {
    report.findings.iter().filter(|finding| finding.verdict == verdict).map(|finding| finding.rule.clone()).collect()
}

/// `rule tenant server subject verdict` of everything that failed or is undecided.
pub fn told(report: &Report) -> Vec<String> {
    let open = report.findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive));
    open.map(|finding| {
        format!(
            "{:?} {} {} {} {}",
            finding.verdict,
            finding.rule,
            finding.tenant.as_deref().unwrap_or("-"),
            finding.server.as_deref().unwrap_or("-"),
            finding.subject
        )
    })
    .collect()
}
