//! Which of several answers counts: command line before environment before file before default. Each value keeps where it came from.

use crate::check::Severity;
use crate::choice::Choice;
use crate::cli::{CheckArgs, PolicyArgs};
use crate::estate::Tenant;
use crate::policy::config::{Config, read::nearest_rule};
use crate::policy::{Expect, FailOn, Waiver};
use crate::report::Format;
use crate::rule::select::{self, KnownRules};
use crate::yaml::At;
use jiff::civil::Date;
use std::fmt;
use std::path::{Path, PathBuf};

mod show;

/// Environment variables that settings are read from, with the setting that each stands for. An empty variable is as good as none.
pub const VARIABLES: &[(&str, &str)] = &[
    ("HMAUDIT_CONFIG", "config"),
    ("HMAUDIT_EXPECT", "expect"),
    ("HMAUDIT_FAIL_ON", "fail-on"),
    ("HMAUDIT_FORMAT", "format"),
    ("HMAUDIT_AS_OF", "as-of"),
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An argument.
    CommandLine,
    /// An environment variable.
    Environment(&'static str),
    /// A line of the configuration.
    File {
        /// The file as shown to people.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// Default value.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => f.write_str("command line"),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// What the arguments of a command ask for.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Rules, waivers, time.
    pub policy: &'a PolicyArgs,
    /// `--format`.
    pub format: Option<Format>,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
    /// `--output`.
    pub outputs: &'a [PathBuf],
}

impl<'a> From<&'a CheckArgs> for Asked<'a> {
    fn from(args: &'a CheckArgs) -> Self {
        Self { policy: &args.policy, format: args.format, fail_on: args.fail_on, outputs: &args.output }
    }
}

impl<'a> From<&'a PolicyArgs> for Asked<'a> {
    fn from(policy: &'a PolicyArgs) -> Self {
        Self { policy, format: None, fail_on: None, outputs: &[] }
    }
}

/// Every setting of a run, decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The configuration that was read, if any.
    pub config: Option<Setting<String>>,
    /// What the organisation is to be.
    pub expect: Setting<Expect>,
    /// Areas that are asked in any case, or `all`.
    pub required: Vec<Setting<String>>,
    /// `hybrid: classic` of the configuration.
    pub hybrid: Option<Setting<String>>,
    /// Severity from which findings give exit code 1.
    pub fail_on: Setting<FailOn>,
    /// Form on standard output.
    pub format: Setting<Format>,
    /// Reports to write. Those of the file are relative to the working directory like the others.
    pub outputs: Vec<Setting<PathBuf>>,
    /// The day that certificates and waivers are judged by.
    pub as_of: Setting<Date>,
    /// Rules of the user's own, files or folders.
    pub rule_paths: Vec<Setting<PathBuf>>,
    /// Packs that are switched on.
    pub packs: Vec<Setting<String>>,
    /// Run only these; names of rules until [`Settings::resolve`] makes them ids.
    pub only: Vec<Setting<String>>,
    /// Don't run these.
    pub skip: Vec<Setting<String>>,
    /// Severities by rule.
    pub severities: Vec<(Setting<String>, Severity)>,
    /// Tenants of the configuration, with the path of their captures from the working directory: `Attribution::configured`.
    pub tenants: Vec<(Setting<Tenant>, Option<String>)>,
    /// Waivers that apply; empty with `--no-waivers`.
    pub waivers: Vec<Waiver>,
    /// Waivers were ignored because of `--no-waivers`.
    pub no_waivers: bool,
    sources: Vec<Config>,
}

/// A value that can't be used, and what to write instead.
#[derive(Debug, thiserror::Error, miette::Diagnostic, PartialEq, Eq)]
#[error("{message}")]
#[diagnostic(help("{help}"))]
pub struct SettingError {
    /// What was found, and where.
    pub message: String,
    /// What to type.
    pub help: String,
}

/// Decides every setting.
///
/// `environment` gives the value of a variable, `config` is the configuration file (with the path it was read from, as shown to people, and
/// how that was chosen), `waiver_files` are those of `--waivers`, `today` is the day when nobody names another.
///
/// # Errors
/// When a variable or argument holds what is none of its values.
pub fn settle(
    asked: &Asked<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
    config: Option<(Config, Origin)>,
    waiver_files: Vec<Config>,
    today: Date,
) -> Result<Settings, SettingError> {
    let (file, config_origin) = match config {
        Some((config, origin)) => (config, Some(origin)),
        None => (Config::default(), None),
    };
    let as_of = as_of(asked.policy.as_of.as_deref(), environment, today)?;
    let origin = |line| Origin::File { file: file.file.clone(), line };
    let placed = |at: &At<String>| Setting { value: beside(&file.file, &at.value), origin: origin(file.line(at)) };
    let named = |at: &At<String>| Setting { value: at.value.clone(), origin: origin(file.line(at)) };
    let said = |text: &String| Setting { value: text.clone(), origin: Origin::CommandLine };
    let given = |path: &PathBuf| Setting { value: path.clone(), origin: Origin::CommandLine };
    let outputs = if asked.outputs.is_empty() {
        file.outputs.iter().map(placed).collect()
    } else {
        asked.outputs.iter().map(given).collect()
    };
    let tenants = file.tenants.iter().map(|tenant| {
        let value =
            Tenant { name: tenant.name.value.clone(), id: tenant.id.as_ref().map(|id| id.value.clone()), domains: Vec::new() };
        let captures = tenant.captures.as_ref().map(|path| slashes(&beside(&file.file, &path.value)));
        (Setting { value, origin: origin(file.line(&tenant.name)) }, captures)
    });
    let waivers = if asked.policy.no_waivers {
        Vec::new()
    } else {
        file.waivers.iter().chain(waiver_files.iter().flat_map(|file| &file.waivers)).cloned().collect()
    };
    Ok(Settings {
        expect: pick(asked.policy.expect, environment, "HMAUDIT_EXPECT", file.expect.as_ref(), &file, Expect::Auto)?,
        fail_on: pick(asked.fail_on, environment, "HMAUDIT_FAIL_ON", file.fail_on.as_ref(), &file, FailOn::Error)?,
        format: pick(asked.format, environment, "HMAUDIT_FORMAT", file.format.as_ref(), &file, Format::Terminal)?,
        outputs,
        as_of,
        hybrid: file.hybrid.iter().map(named).next(),
        required: asked.policy.require.iter().map(said).chain(file.require.iter().map(named)).collect(),
        rule_paths: asked.policy.rules.iter().map(given).chain(file.rule_paths.iter().map(placed)).collect(),
        packs: asked.policy.pack.iter().map(said).collect(),
        only: asked.policy.only.iter().map(said).collect(),
        skip: asked.policy.skip.iter().map(said).chain(file.skip.iter().map(named)).collect(),
        severities: file.severities.iter().map(|(rule, severity)| (named(rule), *severity)).collect(),
        tenants: tenants.collect(),
        waivers,
        no_waivers: asked.policy.no_waivers,
        config: config_origin.map(|origin| Setting { value: file.file.clone(), origin }),
        sources: std::iter::once(file).chain(waiver_files).collect(),
    })
}

impl Settings {
    /// Whether any setting names a rule.
    #[must_use]
    pub fn names_rules(&self) -> bool {
        let is_named = |source: &Config| !(source.skip.is_empty() && source.severities.is_empty() && source.waivers.is_empty());
        !(self.only.is_empty() && self.skip.is_empty()) || self.sources.iter().any(is_named)
    }

    /// Turns every name of a rule, and the beginning of several ids, into ids, once all rules are loaded. A rule that `--only` names runs even if
    /// the file skips it.
    ///
    /// # Errors
    /// Names of no rule: in a file all of that file at once, on the command line the first.
    pub fn resolve(&mut self, known: KnownRules<'_>) -> Result<(), miette::Report> {
        for source in &mut self.sources {
            source.resolve(known)?;
        }
        self.only = ids_of("--only", &self.only, known)?;
        self.skip = ids_of("--skip", &self.skip, known)?;
        let severities = self.severities.iter_mut().map(|(rule, _)| &mut rule.value);
        for rule in severities.chain(self.waivers.iter_mut().map(|waiver| &mut waiver.rule.value)) {
            if let Some(id) = select::one(known, rule) {
                id.clone_into(rule);
            }
        }
        let only = &self.only;
        self.skip.retain(|rule| rule.origin == Origin::CommandLine || only.iter().all(|wanted| wanted.value != rule.value));
        Ok(())
    }
}

/// The ids that the words of an option mean.
fn ids_of(option: &str, words: &[Setting<String>], known: KnownRules<'_>) -> Result<Vec<Setting<String>>, SettingError> {
    let mut found = Vec::new();
    for word in words {
        let ids = select::ids(known, &word.value);
        if ids.is_empty() {
            return Err(SettingError {
                message: format!("{option}: no rule is called {}", crate::text::visible_line(&word.value)),
                help: nearest_rule(&word.value, known),
            });
        }
        found.extend(ids.into_iter().map(|id| Setting { value: id.to_owned(), origin: word.origin.clone() }));
    }
    Ok(found)
}

/// A variable that is set and not empty.
fn variable(environment: &dyn Fn(&str) -> Option<String>, name: &'static str) -> Option<(&'static str, String)> {
    environment(name).filter(|value| !value.trim().is_empty()).map(|value| (name, value.trim().to_owned()))
}

fn pick<T: Choice>(
    argument: Option<T>,
    environment: &dyn Fn(&str) -> Option<String>,
    name: &'static str,
    written: Option<&At<T>>,
    file: &Config,
    default: T,
) -> Result<Setting<T>, SettingError> {
    if let Some(value) = argument {
        return Ok(Setting { value, origin: Origin::CommandLine });
    }
    if let Some((name, written)) = variable(environment, name) {
        let value = T::of_word(&written).ok_or_else(|| {
            let names: Vec<_> = T::ALL.iter().map(|(_, word)| *word).collect();
            SettingError {
                message: format!("{name} cannot be {}", crate::text::visible_line(&written)),
                help: format!("one of: {}", names.join(", ")),
            }
        })?;
        return Ok(Setting { value, origin: Origin::Environment(name) });
    }
    Ok(match written {
        Some(at) => Setting { value: at.value, origin: Origin::File { file: file.file.clone(), line: file.line(at) } },
        None => Setting { value: default, origin: Origin::Default },
    })
}

/// The day of judgement: `--as-of`, the variable, or today.
///
/// # Errors
/// When it is not a day.
pub fn as_of(
    argument: Option<&str>,
    environment: &dyn Fn(&str) -> Option<String>,
    today: Date,
) -> Result<Setting<Date>, SettingError> {
    Ok(match (argument, variable(environment, "HMAUDIT_AS_OF")) {
        (Some(written), _) => Setting { value: day(written, "--as-of")?, origin: Origin::CommandLine },
        (None, Some((name, written))) => Setting { value: day(&written, name)?, origin: Origin::Environment(name) },
        (None, None) => Setting { value: today, origin: Origin::Default },
    })
}

/// Reads a day, `2026-11-21`.
fn day(written: &str, option: &str) -> Result<Date, SettingError> {
    crate::policy::config::read::calendar_day(written).ok_or_else(|| SettingError {
        message: format!("{option}: {} is not a date", crate::text::visible_line(written)),
        help: "write year, month and day: 2026-11-21".to_owned(),
    })
}

/// A path that stands in a file, as seen from the working directory.
fn beside(file: &str, path: &str) -> PathBuf {
    let folder = Path::new(file).parent().unwrap_or_else(|| Path::new(""));
    if path == "." && folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.join(path) }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests;
