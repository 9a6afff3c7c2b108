//! One set of captures: audited, planned, redacted.

use crate::{archive, told_step};
use hmaudit::audit::handover::{self, Choice};
use hmaudit::audit::prospect::Prospect;
use hmaudit::audit::{self, Audit};
use hmaudit::redact::{self, Key};
use hmaudit::remedy::folder;
use hmaudit::report::{Block, Format, Report, format};
use hmaudit::source::Inputs;
use hmaudit::text::{visible, visible_line};
use hmaudit::{Options, rule};
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasm_bindgen::prelude::*;

/// Captures, and what was made of them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    files: Vec<(String, Vec<u8>)>,
    options: Options,
    title: Option<String>,
    report: Option<Report>,
}

/// What the page shows beside the report.
#[derive(Serialize)]
struct Summary {
    verdict: &'static str,
    words: &'static str,
    blocks: Vec<Commands>,
}

/// The commands of a shell that supply what is missing.
#[derive(Serialize)]
struct Commands {
    shell: &'static str,
    tenants: Vec<String>,
    commands: Vec<String>,
}

impl From<&Block> for Commands {
    fn from(block: &Block) -> Self {
        let shown = |text: &String| visible(text).into_owned();
        Self {
            shell: block.shell.words(),
            tenants: block.tenants.iter().map(shown).collect(),
            commands: block.commands.iter().map(shown).collect(),
        }
    }
}

/// Redacted captures, with what a person has to look at before they are handed on.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Redacted {
    /// The archive.
    pub archive: Vec<u8>,
    /// The key, which turns the pseudonyms back.
    pub key: String,
    /// What to look at.
    pub warnings: Vec<String>,
    /// How many names were replaced.
    pub replaced: usize,
}

#[wasm_bindgen]
impl Session {
    /// Without captures yet. `as_of` is the day of judgement (`2026-11-21`); `enabled` requires both switches to be on.
    ///
    /// # Errors
    /// When that is not a day.
    #[wasm_bindgen(constructor)]
    pub fn new(as_of: &str, enabled: bool, title: Option<String>) -> Result<Self, JsError> {
        let day = as_of.parse().map_err(|_| JsError::new("The day of judgement is not a date."))?;
        let rules = rule::load(&rule::builtin()).map_err(told)?;
        let options = Options { expect_enabled: enabled, steps: true, ..Options::new(rules, day) };
        Ok(Self { files: Vec::new(), options, title, report: None })
    }

    /// Adds a file. `tenant` is the one whose capture it is, if the user said so.
    pub fn add(&mut self, name: String, tenant: Option<String>, bytes: Vec<u8>) {
        if let Some(tenant) = tenant {
            self.options.attribution.arguments.push((tenant, name.clone()));
        }
        self.files.push((name, bytes));
    }

    /// Audits everything that was added, and tells in JSON what the page shows beside the report.
    ///
    /// # Errors
    /// When nothing in the files is a record that hmaudit knows.
    pub fn audit(&mut self) -> Result<String, JsError> {
        let mut report = self.judged()?.report();
        report.about.title.clone_from(&self.title);
        let summary = Summary {
            verdict: report.verdict.word(),
            words: report.verdict.words(),
            blocks: report.next.iter().map(Commands::from).collect(),
        };
        let summary = serde_json::to_string(&summary)?;
        self.report = Some(report);
        Ok(summary)
    }

    /// The report in a format, by its name.
    ///
    /// # Errors
    /// When there is no such format, or no report yet.
    pub fn report(&self, name: &str) -> Result<Vec<u8>, JsError> {
        let known = hmaudit::choice::Choice::of_word(name);
        let format: Format = known.ok_or_else(|| JsError::new("There is no such format."))?;
        let report = self.report.as_ref().ok_or_else(|| JsError::new("There is no report yet."))?;
        let mut bytes = Vec::new();
        format::write(format, report, format::Style::default(), &mut bytes)?;
        Ok(bytes)
    }

    /// The scripts that repair what failed, their undo and the plan, as an archive.
    ///
    /// # Errors
    /// When a script would not pass our own check.
    pub fn scripts(&self) -> Result<Vec<u8>, JsError> {
        let prospect = Prospect::of(self.judged()?);
        let files = folder::files(&prospect.outlook()).map_err(told)?;
        Ok(archive::of(&files)?)
    }

    /// The captures with pseudonyms in place of names, as an archive.
    ///
    /// # Errors
    /// When nothing in the files can be redacted.
    pub fn redacted(&self) -> Result<Redacted, JsError> {
        let inputs = Inputs::with_own(self.files.clone(), None);
        let captures = audit::captures(&inputs.sources, &|| ());
        let Choice { pairs, mut warnings } = handover::choose(&inputs, &captures, false);
        if pairs.is_empty() {
            return Err(JsError::new(&format!("Nothing here can be redacted.\n{}", warnings.join("\n"))));
        }
        let tenants = self.options.attribution.arguments.iter().map(|(tenant, _)| tenant.clone());
        let names: Vec<String> = tenants.chain(pairs.iter().map(|(source, _)| source.name.clone())).collect();
        let mut key = Key::default();
        let redaction = redact::redact(&pairs, &names, &mut key).map_err(told)?;
        key.report = handover::to_judge(&redaction.learnt);
        warnings.extend(key.report.iter().map(|line| visible_line(line).into_owned()));
        warnings.extend(handover::removed(&pairs, &redaction.files));
        let replaced = redaction.files.iter().map(|file| file.replaced).sum();
        let paths: Vec<String> = redaction.files.iter().map(|file| file.name.clone()).collect();
        let contents = handover::contents(&pairs, redaction.files, &key, None, &mut warnings)?;
        let files: Vec<(String, Vec<u8>)> = paths.into_iter().zip(contents).collect();
        Ok(Redacted { archive: archive::of(&files)?, key: key.write(), warnings, replaced })
    }

    fn judged(&self) -> Result<Audit<'_>, JsError> {
        let inputs = Inputs::of(self.files.clone(), None);
        let (done, all) = (AtomicUsize::new(0), inputs.sources.as_slice().len());
        let audit = Audit::watched(inputs, &self.options, &|| told_step(done.fetch_add(1, Ordering::Relaxed) + 1, all));
        if audit.has_evidence() {
            return Ok(audit);
        }
        let reasons = audit::unusable(audit.inputs(), audit.files());
        Err(JsError::new(&format!("Nothing in these files is output of a cmdlet that hmaudit knows.\n{}", reasons.join("\n"))))
    }
}

fn told(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
