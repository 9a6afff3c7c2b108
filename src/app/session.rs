//! What the commands that audit have in common: settings, rules and inputs.

use super::input;
use super::progress::Progress;
use super::rule_set::{self, Chosen};
use super::setting::{self, Asked, Origin, Setting, Settings};
use super::text_file;
use crate::audit::{self, Audit, Options};
use crate::capture::Capture;
use crate::cli::InputArgs;
use crate::estate::Tenant;
use crate::estate::attribution::Attribution;
use crate::outcome::UserError;
use crate::policy::config::{Config, LONGEST, read as config};
use crate::policy::{Expect, Waiver};
use crate::source::{Inputs, encodings};
use crate::text::visible_line;
use jiff::civil::Date;
use miette::miette;
use std::path::{Component, Path, PathBuf};

/// Name of the configuration file that is read without being asked for, here or in a folder above.
const CONFIG: &str = "hmaudit.yml";

/// A run of a command that audits: everything is decided, nothing is read twice.
pub struct Session {
    /// Every setting with where it came from.
    pub settings: Settings,
    /// How the audit is made.
    pub options: Options,
}

impl Session {
    /// Decides settings and loads rules. `tenants` are the `--tenant NAME=PATH`.
    ///
    /// # Errors
    /// Mistakes in arguments, configuration, waivers or rules.
    pub fn open(asked: &Asked<'_>, tenants: &[String]) -> Result<Self, UserError> {
        let environment = |name: &str| std::env::var(name).ok();
        let config = read_config(asked.policy.config.as_deref(), &environment)?;
        let waivers = asked.policy.waivers.iter().map(|path| read_waivers(path)).collect::<Result<Vec<_>, _>>()?;
        let mut settings = setting::settle(asked, &environment, config, waivers, today())?;
        let Chosen { rules, left_out, packs } = rule_set::choose(&mut settings)?;
        let configured =
            settings.tenants.iter().map(|(tenant, captures)| (tenant.value.clone(), captures.as_deref().map(from_here)));
        let configured = configured.collect();
        let arguments = tenants.iter().map(|written| input::tenant_argument(written)).collect::<Result<Vec<_>, _>>()?;
        // A rule that does not run finds nothing: that its waivers cover nothing is no reason to remove them.
        let runs = |waiver: &&Waiver| rules.rules.iter().any(|rule| rule.id == waiver.rule.value);
        let options = Options {
            left_out,
            attribution: Attribution { arguments, configured },
            required: rule_set::required(&settings.required, &packs)?,
            packs,
            is_classic_hybrid: settings.hybrid.is_some(),
            expect_enabled: settings.expect.value == Expect::Enabled,
            waivers: settings.waivers.iter().filter(runs).cloned().collect(),
            ..Options::new(rules, settings.as_of.value)
        };
        Ok(Self { settings, options })
    }

    /// Reads the captures that the arguments name, those of `--tenant` among them.
    ///
    /// # Errors
    /// When the encoding is unknown or nothing could be read.
    pub fn read(&self, args: &InputArgs) -> Result<Inputs, UserError> {
        let encoding = args.encoding.as_deref().map(encodings::parse_encoding).transpose()?;
        let paths = self.paths(args);
        let inside = self.captures_inside()?;
        let own = self.settings.config.iter().map(|setting| PathBuf::from(&setting.value));
        let except: Vec<PathBuf> = own.collect();
        let inputs = input::read(&paths, encoding, &except)?;
        for (tenant, captures) in inside {
            let lies_below = |folder: &str| {
                let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
                inputs.sources.iter().any(|source| source.name.strip_prefix(folder).is_some_and(below))
            };
            let file = Path::new(&captures).ancestors().find(|path| path.is_file());
            let was_opened = file.is_some_and(|file| lies_below(&input::shown(file)));
            if was_opened && !lies_below(&captures) {
                return Err(no_captures(tenant, &captures));
            }
        }
        Ok(inputs)
    }

    /// The configured `captures` that could only lie within a file (`snapshot.zip/tenants/contoso`), to be looked for when that has been opened.
    ///
    /// # Errors
    /// When one of the others is not there: a tenant whose captures are missed must not be judged without them.
    fn captures_inside(&self) -> Result<Vec<(&Setting<Tenant>, String)>, UserError> {
        let mut inside = Vec::new();
        for (tenant, captures) in &self.settings.tenants {
            let Some(captures) = captures else { continue };
            let path = Path::new(captures);
            if path.exists() {
                continue;
            }
            if !path.ancestors().any(Path::is_file) {
                return Err(no_captures(tenant, captures));
            }
            inside.push((tenant, captures.clone()));
        }
        Ok(inside)
    }

    /// Everything that the arguments name as evidence, what `--tenant` names included.
    #[must_use]
    pub fn paths(&self, args: &InputArgs) -> Vec<String> {
        args.paths.iter().chain(self.options.attribution.arguments.iter().map(|(_, path)| path)).cloned().collect()
    }

    /// Reads and judges the captures that the arguments name.
    ///
    /// # Errors
    /// When something cannot be read, or when no capture holds a record that hmaudit knows.
    pub fn audit(&self, args: &InputArgs) -> Result<Audit<'_>, UserError> {
        let inputs = self.read(args)?;
        let progress = Progress::new("understanding", inputs.sources.as_slice().len());
        let audit = Audit::watched(inputs, &self.options, &|| progress.step());
        if !audit.has_evidence() {
            return Err(input::no_record(audit.inputs(), audit.files()));
        }
        Ok(audit)
    }
}

/// Reads all sources side by side.
#[must_use]
pub fn captures(inputs: &Inputs) -> Vec<Capture<'_>> {
    let progress = Progress::new("understanding", inputs.sources.as_slice().len());
    audit::captures(&inputs.sources, &|| progress.step())
}

/// The day as people here count it.
fn today() -> Date {
    jiff::Zoned::now().date()
}

/// The day of judgement of a command that reads no captures.
///
/// # Errors
/// When `--as-of` or its variable holds no day.
pub fn as_of(argument: Option<&str>) -> Result<Date, UserError> {
    Ok(setting::as_of(argument, &|name| std::env::var(name).ok(), today())?.value)
}

fn read_config(
    argument: Option<&Path>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<(Config, Origin)>, UserError> {
    let (path, origin) = match (argument, environment("HMAUDIT_CONFIG").filter(|path| !path.is_empty())) {
        (Some(path), _) => (path.to_owned(), Origin::CommandLine),
        (None, Some(path)) => (PathBuf::from(path), Origin::Environment("HMAUDIT_CONFIG")),
        (None, None) => match nearest_config() {
            Some(path) => (path, Origin::Default),
            None => return Ok(None),
        },
    };
    let text = text_file::text_of(&path, "configuration", LONGEST)?;
    let config = config::read(&path.display().to_string(), &text)?;
    Ok(Some((config, origin)))
}

/// The configuration of the current folder, or of the nearest folder above that has one; what lies outside of a repository is not its
/// configuration.
fn nearest_config() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut way = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(CONFIG).is_file() {
            return Some(way.join(CONFIG));
        }
        if folder.join(".git").exists() {
            return None;
        }
        way.push("..");
    }
    None
}

/// A path that climbs from the current folder, written as the sources are named: from the nearest folder that holds both. In `captures`,
/// `../captures/contoso` is `contoso`.
fn from_here(path: &str) -> String {
    let climbs = Path::new(path).components().take_while(|part| *part == Component::ParentDir).count();
    let Ok(here) = std::env::current_dir() else { return path.to_owned() };
    let Some(base) = here.ancestors().nth(climbs).filter(|_| climbs > 0) else { return path.to_owned() };
    let whole = base.join(Path::new(path).components().skip(climbs).collect::<PathBuf>());
    let mut way = PathBuf::new();
    for folder in here.ancestors() {
        if let Ok(rest) = whole.strip_prefix(folder) {
            let way = way.join(rest);
            return if way.as_os_str().is_empty() { ".".to_owned() } else { input::shown(&way) };
        }
        way.push("..");
    }
    path.to_owned()
}

fn read_waivers(path: &Path) -> Result<Config, UserError> {
    let text = text_file::text_of(path, "waivers", LONGEST)?;
    Ok(config::read_waivers(&path.display().to_string(), &text)?)
}

/// A configured folder of captures that is not there.
fn no_captures(tenant: &Setting<Tenant>, captures: &str) -> UserError {
    miette!(
        help = "correct `captures` of this tenant, or leave it out: then the captures themselves tell which tenant they are of",
        "{}: the captures of tenant {}: {}: {}",
        visible_line(&tenant.origin.to_string()),
        visible_line(&tenant.value.name),
        visible_line(captures),
        visible_line(&input::missing(Path::new(captures)))
    )
}
