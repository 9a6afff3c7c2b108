//! The rules of a run: those of hmaudit, those of the packs that are switched on, and the user's own.

use super::rule_files;
use super::setting::{Origin, Setting, Settings};
use crate::area::{Area, Required};
use crate::outcome::UserError;
use crate::rule::{self, Pack, Rule, RuleSet, RuleText, pack};
use crate::text::nearest::nearest;
use crate::text::visible_line;
use miette::miette;
use std::path::{Path, PathBuf};

/// The rules of a run, and what is known of those that do not run.
pub struct Chosen {
    /// The rules to run.
    pub rules: RuleSet,
    /// The core rules that are left out or lowered.
    pub left_out: Vec<Rule>,
    /// The packs that are switched on.
    pub packs: Vec<Area>,
}

/// Loads the rules that settings name, and turns the names of rules in settings into ids.
///
/// # Errors
/// When a rule file cannot be read or has mistakes, a pack does not exist, or a setting names no rule.
pub fn choose(settings: &mut Settings) -> Result<Chosen, UserError> {
    let mut paths: Vec<&Path> = settings.rule_paths.iter().map(|path| path.value.as_path()).collect();
    paths.dedup();
    let names: Vec<&str> = settings.packs.iter().map(|pack| pack.value.as_str()).collect();
    let (own, mut packs) = read_own(&paths, &names)?;
    let is_own_off = own.is_empty() && !packs.is_empty();
    if !names.is_empty() {
        packs.extend(pack::builtin()?);
    }
    let (on, mut off) = switch(&settings.packs, packs)?;
    if is_own_off && on.iter().all(|pack| pack.builtin) {
        let names: Vec<&str> = off.iter().filter(|pack| !pack.builtin).map(|pack| pack.area.name.as_ref()).collect();
        anstream::eprintln!(
            "note: the rules of --rules belong to packs that are off; switch them on with --pack {}",
            names.join(", --pack ")
        );
    }
    let texts = rule::builtin().into_iter().chain(own).chain(on.iter().flat_map(|pack| pack.rules.clone()));
    let mut rules = rule::load(&texts.collect::<Vec<_>>())?;
    if settings.names_rules() && names.is_empty() {
        off.extend(pack::builtin()?);
    }
    resolve(settings, &rules, &off)?;
    let is_among = |list: &[Setting<String>], id: &str| list.iter().any(|rule| rule.value == id);
    let mut left_out = Vec::new();
    rules.rules.retain_mut(|rule| {
        let of_rule = settings.severities.iter().rfind(|(id, _)| id.value == rule.id);
        rule.configured_severity = of_rule.map(|(_, severity)| *severity);
        let is_run = (settings.only.is_empty() || is_among(&settings.only, &rule.id)) && !is_among(&settings.skip, &rule.id);
        if rule.is_core() && (!is_run || rule.is_lowered()) {
            left_out.push(rule.clone());
        }
        is_run
    });
    Ok(Chosen { rules, left_out, packs: on.into_iter().map(|pack| pack.area).collect() })
}

/// Every rule there is, for commands that audit nothing: those of hmaudit and of its packs, and those of the user's own files, with all packs in them.
///
/// # Errors
/// When a rule file cannot be read or has mistakes.
pub fn every_text(paths: &[PathBuf]) -> Result<Vec<RuleText>, UserError> {
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let (own, packs) = read_own(&paths, &[])?;
    let packs = packs.into_iter().flat_map(|pack| pack.rules);
    Ok(rule::every()?.into_iter().chain(own).chain(packs).collect())
}

/// Reads the user's own rule files: rules of no pack, and packs. A folder that a pack is named after is one, declared or not.
fn read_own(paths: &[&Path], names: &[&str]) -> Result<(Vec<RuleText>, Vec<Pack>), UserError> {
    let mut texts = Vec::new();
    for path in paths {
        let found = rule_files::read(path)?;
        let folder = rule_files::slashed(path);
        let declaration = format!("{}/{}", folder.trim_end_matches('/'), pack::FILE);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && names.contains(&name.as_ref()) && found.iter().all(|text| text.path != declaration) {
            texts.push(pack::of_folder(declaration, &name));
        }
        texts.extend(found);
    }
    Ok(pack::split(texts)?)
}

/// Divides packs into those that are switched on, in the order of their names, and the others.
fn switch(wanted: &[Setting<String>], packs: Vec<Pack>) -> Result<(Vec<Pack>, Vec<Pack>), UserError> {
    let is_it = |pack: &Pack, name: &str| pack.area.name.eq_ignore_ascii_case(name) || pack.folder_name() == name;
    for Setting { value: name, .. } in wanted {
        if !packs.iter().any(|pack| is_it(pack, name)) {
            return Err(no_pack(name, &packs.iter().map(|pack| pack.area.name.as_ref()).collect::<Vec<_>>()));
        }
    }
    let (mut on, off): (Vec<Pack>, Vec<Pack>) =
        packs.into_iter().partition(|pack| wanted.iter().any(|name| is_it(pack, &name.value)));
    on.sort_by(|one, other| one.area.name.cmp(&other.area.name));
    Ok((on, off))
}

/// That no pack has this name, with the nearest of those that are known.
pub fn no_pack(name: &str, known: &[&str]) -> UserError {
    let own = "a pack of your own is a folder given with --rules";
    let near = nearest(name, known).map(|near| if near.ends_with('?') { near } else { format!("{near};") });
    let help = near.map_or_else(|| own.to_owned(), |near| format!("{near} {own}"));
    miette!(help = help, "--pack: there is no pack called {}", visible_line(name))
}

/// Turns the names of rules in settings into ids. Settings may speak of rules of packs that are off; only running nothing else makes no sense.
fn resolve(settings: &mut Settings, rules: &RuleSet, off: &[Pack]) -> Result<(), UserError> {
    let mut known: Vec<(String, String)> = rules.rules.iter().map(|rule| (rule.id.clone(), rule.name.clone())).collect();
    let mut of_off: Vec<([String; 2], &str)> = Vec::new();
    for pack in off {
        let loaded = rule::load(&pack.rules).unwrap_or_default();
        of_off.extend(loaded.rules.iter().map(|rule| ([rule.id.clone(), rule.name.clone()], pack.area.name.as_ref())));
        known.extend(loaded.rules.into_iter().map(|rule| (rule.id, rule.name)));
    }
    let known: Vec<(&str, &str)> = known.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let written: Vec<String> = settings.only.iter().map(|only| only.value.clone()).collect();
    settings.resolve(&known)?;
    let pack_of = |wanted: &str| of_off.iter().find(|(names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(wanted)));
    let named = written.iter().find_map(|wanted| pack_of(wanted));
    // The beginning of ids may also mean rules that are on: then those run.
    let all: Option<Vec<_>> = settings.only.iter().map(|only| pack_of(&only.value)).collect();
    if let Some(([id, _], pack)) = named.or_else(|| all?.first().copied()) {
        return Err(miette!(help = format!("add --pack {pack}"), "--only: {id} is a rule of the pack {pack}, which is off"));
    }
    Ok(())
}

/// The areas that settings name. The words of a file were checked where it was read; it may name packs that are off.
///
/// # Errors
/// When an argument names no area.
pub fn required(settings: &[Setting<String>], packs: &[Area]) -> Result<Required, UserError> {
    let mut required = Required::none();
    for area in settings {
        let Err(near) = required.add(&area.value, packs) else { continue };
        if area.origin == Origin::CommandLine {
            let is_off = pack::names().any(|name| name.eq_ignore_ascii_case(&area.value));
            let help = if is_off { format!("add --pack {}: it is a pack that is off", area.value.to_lowercase()) } else { near };
            return Err(miette!(help = help, "--require: no area is called {}", visible_line(&area.value)));
        }
    }
    Ok(required)
}
