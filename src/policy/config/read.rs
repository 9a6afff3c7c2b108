//! From the tree to a typed configuration; nothing stops at the first mistake.

use super::{ConfigError, ConfigErrors};
use crate::area;
use crate::choice::Choice;
use crate::policy::waiver::{Pattern, Waiver};
use crate::policy::{Expect, FailOn};
use crate::report::Format;
use crate::rule::pack;
use crate::rule::select::{self, KnownRules};
use crate::verdict::Severity;
use crate::yaml::{At, Node, Shape, line_of};
use jiff::civil::Date;
use std::sync::Arc;

mod reader;
use crate::text::nearest::close;
use reader::Reader;

/// Keys of the file.
pub(super) const KEYS: &[&str] = &["expect", "require", "hybrid", "tenants", "rules", "fail-on", "format", "outputs", "waivers"];
/// Keys of a tenant.
pub(super) const TENANT_KEYS: &[&str] = &["id", "captures"];
/// Keys of `rules`.
pub(super) const RULES_KEYS: &[&str] = &["paths", "skip", "severity"];
/// Keys of a waiver.
pub(super) const WAIVER_KEYS: &[&str] = &["rule", "subject", "tenant", "server", "reason", "owner", "ticket", "expires"];

/// `hmaudit.yml`. Every value knows its line.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file as shown to people; empty when there is none.
    pub file: String,
    /// `expect`.
    pub expect: Option<At<Expect>>,
    /// `require`: names of areas, or `all`.
    pub require: Vec<At<String>>,
    /// `hybrid`: `classic`, where there is no Hybrid Agent to look for.
    pub hybrid: Option<At<String>>,
    /// `fail-on`.
    pub fail_on: Option<At<FailOn>>,
    /// `format`.
    pub format: Option<At<Format>>,
    /// `outputs`: reports to write, below the folder of the file.
    pub outputs: Vec<At<String>>,
    /// `tenants`, in the order of the file.
    pub tenants: Vec<ConfiguredTenant>,
    /// `rules.paths`: rules of the user's own, below the folder of the file.
    pub rule_paths: Vec<At<String>>,
    /// `rules.skip`; ids after [`Config::resolve`].
    pub skip: Vec<At<String>>,
    /// `rules.severity`; ids after [`Config::resolve`].
    pub severities: Vec<(At<String>, Severity)>,
    /// `waivers`; rules are ids after [`Config::resolve`].
    pub waivers: Vec<Waiver>,
    text: Arc<str>,
}

/// A tenant that the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredTenant {
    /// Name in reports.
    pub name: At<String>,
    /// Expected tenant id, lower case.
    pub id: Option<At<String>>,
    /// File or folder of its captures, below the folder of the configuration.
    pub captures: Option<At<String>>,
}

/// Reads a configuration. `file` is what messages call it.
///
/// # Errors
/// All mistakes of the file at once.
pub fn read(file: &str, text: &str) -> Result<Config, ConfigErrors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::new(text);
    let mut config = Config { file: file.to_owned(), text: Arc::from(text), ..Config::default() };
    if let Some(root) = super::parse(text, &mut reader.mistakes) {
        for (key, value) in reader.map(&root, "the configuration", KEYS) {
            match key.value.as_str() {
                "expect" => config.expect = reader.one_of(value, "expect", &choices::<Expect>()),
                "hybrid" => {
                    let word = reader.one_of(value, "hybrid", &[("classic".to_owned(), "classic")]);
                    config.hybrid = word.map(|at| at.map(|word| (*word).to_owned()));
                }
                "require" => config.require = required(&mut reader, value),
                "fail-on" => config.fail_on = reader.one_of(value, "fail-on", &choices::<FailOn>()),
                "format" => config.format = reader.one_of(value, "format", &choices::<Format>()),
                "outputs" => config.outputs = outputs(&mut reader, value),
                "tenants" => config.tenants = tenants(&mut reader, value),
                "rules" => rules(&mut reader, value, &mut config),
                _ => config.waivers = waivers(&mut reader, value, file),
            }
        }
    }
    let mistakes = reader.mistakes;
    if mistakes.is_empty() { Ok(config) } else { Err(ConfigErrors::new(file, text, mistakes)) }
}

/// Reads a file of waivers: a list, or a map with the single key `waivers`. Gives a configuration with nothing but waivers.
///
/// # Errors
/// All mistakes of the file at once.
pub fn read_waivers(file: &str, text: &str) -> Result<Config, ConfigErrors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::new(text);
    let mut config = Config { file: file.to_owned(), text: Arc::from(text), ..Config::default() };
    if let Some(root) = super::parse(text, &mut reader.mistakes) {
        if matches!(root.shape, Shape::List(_)) {
            config.waivers = waivers(&mut reader, &root, file);
        } else {
            for (_, value) in reader.map(&root, "a waiver file", &["waivers"]) {
                config.waivers = waivers(&mut reader, value, file);
            }
        }
    }
    let mistakes = reader.mistakes;
    if mistakes.is_empty() { Ok(config) } else { Err(ConfigErrors::new(file, text, mistakes)) }
}

/// Areas: a list, or one alone.
fn required(reader: &mut Reader<'_>, node: &Node) -> Vec<At<String>> {
    let words: Vec<(String, &str)> = area::words(pack::names()).into_iter().map(|word| (word.to_owned(), word)).collect();
    let items = if matches!(node.shape, Shape::Text(_)) { std::slice::from_ref(node) } else { reader.list(node, "require") };
    items.iter().filter_map(|item| reader.one_of(item, "require", &words)).map(|at| at.map(|word| (*word).to_owned())).collect()
}

impl Config {
    /// The line of a value of the file.
    #[must_use]
    pub fn line<T>(&self, at: &At<T>) -> usize {
        line_of(&self.text, at.at.start)
    }

    /// Turns every name of a rule into its id, and the beginning of ids in `skip` into all of these. To be called when custom rules are loaded
    /// too.
    ///
    /// # Errors
    /// Names of no rule, all at once, each with the nearest one.
    pub fn resolve(&mut self, known: KnownRules<'_>) -> Result<(), ConfigErrors> {
        let mut mistakes = Vec::new();
        let mut unknown = |rule: &At<String>| {
            let help = nearest_rule(&rule.value, known);
            mistakes.push(ConfigError::new(rule.at.clone(), format!("no rule is called {}", rule.value), help));
        };
        let mut skip = Vec::new();
        for rule in &self.skip {
            let ids = select::ids(known, &rule.value);
            if ids.is_empty() {
                unknown(rule);
            }
            skip.extend(ids.into_iter().map(|id| At { value: id.to_owned(), at: rule.at.clone() }));
        }
        self.skip = skip;
        let named = self.severities.iter_mut().map(|(rule, _)| rule);
        for rule in named.chain(self.waivers.iter_mut().map(|waiver| &mut waiver.rule)) {
            match select::one(known, &rule.value) {
                Some(id) => id.clone_into(&mut rule.value),
                None => unknown(rule),
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(ConfigErrors::new(&self.file, &self.text, mistakes)) }
    }
}

/// What to write instead of the name of no rule.
pub(crate) fn nearest_rule(written: &str, known: KnownRules<'_>) -> String {
    close(written, select::words(known)).map_or_else(
        || "hmaudit explain lists all rules".to_owned(),
        |name| format!("did you mean {name}? hmaudit explain lists all rules"),
    )
}

/// A day as `2026-11-21`, and nothing else.
pub(crate) fn calendar_day(written: &str) -> Option<Date> {
    Date::strptime("%Y-%m-%d", written).ok().filter(|_| written.len() == 10)
}

/// The words of a choice, which the command line takes, too.
pub(crate) fn choices<T: Choice>() -> Vec<(String, T)> {
    T::ALL.iter().map(|(value, word)| ((*word).to_owned(), *value)).collect()
}

fn outputs(reader: &mut Reader<'_>, node: &Node) -> Vec<At<String>> {
    let mut taken = Vec::new();
    for item in reader.list(node, "outputs") {
        let Some(written) = reader.path(item, "an output") else { continue };
        if Format::of_path(std::path::Path::new(&written.value)).is_some() {
            taken.push(written);
        } else {
            let help = format!("the format follows the file extension: {}", Format::endings_in_words());
            reader.mistakes.push(ConfigError::new(written.at, "unknown file extension of an output", &help));
        }
    }
    taken
}

fn tenants(reader: &mut Reader<'_>, node: &Node) -> Vec<ConfiguredTenant> {
    let mut all: Vec<ConfiguredTenant> = Vec::new();
    for (name, value) in reader.map(node, "tenants", &[]) {
        if name.value.trim().is_empty() || name.value.contains(['=', '/', '\\']) || name.value.chars().any(crate::text::acts) {
            let help = "a name such as contoso, without / \\ and =";
            reader.mistakes.push(ConfigError::new(name.at.clone(), "not a name for a tenant", help));
        }
        let mut tenant = ConfiguredTenant { name: name.clone(), id: None, captures: None };
        for (key, value) in reader.map(value, "a tenant", TENANT_KEYS) {
            if key.value == "id" {
                tenant.id = reader.guid(value);
            } else {
                tenant.captures = reader.path(value, "captures");
            }
        }
        if let Some(id) = &tenant.id
            && let Some(other) = all.iter().find_map(|other| other.id.as_ref().filter(|known| known.value == id.value))
        {
            let mut mistake = ConfigError::new(id.at.clone(), "two tenants with one id", "give each tenant its own id");
            mistake.also = Some((other.at.clone(), "first here".to_owned()));
            reader.mistakes.push(mistake);
        }
        all.push(tenant);
    }
    all
}

fn rules(reader: &mut Reader<'_>, node: &Node, config: &mut Config) {
    for (key, value) in reader.map(node, "rules", RULES_KEYS) {
        match key.value.as_str() {
            "paths" => {
                let items = reader.list(value, "paths");
                config.rule_paths = items.iter().filter_map(|item| reader.path(item, "a path")).collect();
            }
            "skip" => {
                let items = reader.list(value, "skip");
                config.skip = items.iter().filter_map(|item| reader.text(item, "a rule")).collect();
            }
            _ => {
                for (rule, value) in reader.map(value, "severity", &[]) {
                    let allowed: Vec<_> = Severity::ALL.iter().map(|(name, severity)| ((*name).to_owned(), *severity)).collect();
                    if let Some(severity) = reader.one_of(value, "a severity", &allowed) {
                        config.severities.push((rule.clone(), severity.value));
                    }
                }
            }
        }
    }
}

fn waivers(reader: &mut Reader<'_>, node: &Node, file: &str) -> Vec<Waiver> {
    let items = reader.list(node, "waivers");
    items.iter().filter_map(|item| waiver(reader, item, file)).collect()
}

fn waiver(reader: &mut Reader<'_>, node: &Node, file: &str) -> Option<Waiver> {
    let (mut rule, mut subject, mut reason) = (None, None, None);
    let (mut tenant, mut server, mut owner, mut ticket, mut expires) = (None, None, None, None, None);
    if matches!(node.shape, Shape::Null) {
        let help = "a waiver says what it accepts (rule, subject) and why (reason)";
        reader.mistakes.push(ConfigError::new(node.at.clone(), "a waiver expected, nothing found", help));
        return None;
    }
    let entries = reader.map(node, "a waiver", WAIVER_KEYS);
    for (key, value) in &entries {
        match key.value.as_str() {
            "rule" => rule = reader.text(value, "a rule"),
            "subject" => subject = reader.text(value, "a subject"),
            "tenant" => tenant = reader.text(value, "a tenant"),
            "server" => server = reader.text(value, "a server"),
            "reason" => reason = reader.text(value, "a reason"),
            "owner" => owner = reader.text(value, "an owner"),
            "ticket" => ticket = reader.text(value, "a ticket"),
            _ => expires = date(reader, value),
        }
    }
    let missing: Vec<_> =
        ["rule", "subject", "reason"].into_iter().filter(|name| !entries.iter().any(|(key, _)| key.value == *name)).collect();
    if !missing.is_empty() && matches!(node.shape, Shape::Map(_)) {
        let at = entries.first().map_or_else(|| node.at.clone(), |(key, _)| key.at.clone());
        let message = format!("a waiver without {}", missing.join(" and "));
        reader.mistakes.push(ConfigError::new(at, message, "a waiver says what it accepts (rule, subject) and why (reason)"));
    }
    let pattern = |text: At<String>| Pattern::new(&text.value);
    Some(Waiver {
        file: file.to_owned(),
        line: entries.first().map_or_else(|| line_of(reader.text, node.at.start), |(key, _)| line_of(reader.text, key.at.start)),
        rule: rule?,
        subject: pattern(subject?),
        tenant: tenant.map(pattern),
        server: server.map(pattern),
        reason: reason?.value,
        owner: owner.map(|text| text.value),
        ticket: ticket.map(|text| text.value),
        expires,
    })
}

fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let written = reader.text(node, "a date")?;
    let day = calendar_day(&written.value);
    if day.is_none() {
        let message = format!("{} is not a date", written.value);
        reader.mistakes.push(ConfigError::new(written.at, message, "write year, month and day: 2027-02-01"));
    }
    day
}
