//! Packs: folders of rules with a name, each an area of its own that is asked only where it is switched on.
//!
//! A folder becomes a pack by its [`FILE`], which says what the pack is called and what it answers. The rules in the folder and below are its rules.

use super::error::{RuleError, Sink};
use super::read::Fields;
use super::{RULE_FILES, RuleErrors, RuleText, file, load};
use crate::area::{self, Area};
use crate::yaml::{At, Shape};

/// The file that makes its folder a pack.
pub const FILE: &str = "pack.yml";
/// Where the packs of hmaudit lie below `rules/`.
const FOLDER: &str = "packs/";

/// The keys of [`FILE`].
const KEYS: &[&str] = &["pack", "title", "question", "brief"];

/// A pack: what it is called and answers, and its rules.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The area that it is.
    pub area: Area,
    /// Its rules, as texts.
    pub rules: Vec<RuleText>,
    /// Comes with hmaudit.
    pub builtin: bool,
    folder: String,
}

impl Pack {
    /// The name of its folder.
    #[must_use]
    pub fn folder_name(&self) -> &str {
        file_name(&self.folder)
    }
}

/// The packs that come with hmaudit, by name.
///
/// # Errors
/// When one of them is broken, which tests rule out.
pub fn builtin() -> Result<Vec<Pack>, RuleErrors> {
    Ok(split(load::embedded(is_in_pack))?.1)
}

/// The names of the packs that come with hmaudit.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULE_FILES.iter().filter_map(|(path, _)| path.strip_prefix(FOLDER)?.strip_suffix(FILE)?.strip_suffix('/'))
}

/// Whether a rule file of hmaudit belongs to a pack.
pub(super) fn is_in_pack(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// Divides files into rules of no pack, and packs.
///
/// # Errors
/// All mistakes in the files that declare packs.
pub fn split(files: Vec<RuleText>) -> Result<(Vec<RuleText>, Vec<Pack>), RuleErrors> {
    let (declared, rules): (Vec<RuleText>, Vec<RuleText>) = files.into_iter().partition(|text| file_name(&text.path) == FILE);
    let mut problems = Vec::new();
    let mut packs: Vec<Pack> = Vec::new();
    for text in &declared {
        if let Some(area) = declaration(text, &packs, &mut problems) {
            packs.push(Pack { area, rules: Vec::new(), builtin: text.builtin, folder: folder(&text.path).to_owned() });
        }
    }
    if !problems.is_empty() {
        return Err(RuleErrors(problems));
    }
    let mut loose = Vec::new();
    for text in rules {
        let above = packs.iter_mut().filter(|pack| is_below(&text.path, &pack.folder));
        match above.max_by_key(|pack| pack.folder.len()) {
            Some(pack) => {
                let name = pack.area.name.to_string();
                pack.rules.push(RuleText { pack: Some(name), ..text });
            }
            None => loose.push(text),
        }
    }
    Ok((loose, packs))
}

/// The declaration of a pack that is called as its folder is, and declares nothing itself. `path` is that of the file that would.
#[must_use]
pub fn of_folder(path: String, name: &str) -> RuleText {
    let text = format!("pack: '{name}'\nquestion: Do the rules of {name} hold?\n");
    RuleText { path, text, builtin: false, pack: None }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Reads a file that declares a pack.
fn declaration(text: &RuleText, others: &[Pack], problems: &mut Vec<RuleError>) -> Option<Area> {
    let mut sink = Sink::new(text);
    let area = file::parse(text, &mut sink).and_then(|root| {
        let fields = Fields::of(&root, KEYS, "a pack", &mut sink)?;
        let start = match &root.shape {
            Shape::Map(entries) => entries.first().map_or(0..0, |(key, _)| key.at.clone()),
            _ => 0..0,
        };
        let name = fields.needed("pack", &start, "this pack", &mut sink)?;
        let question = fields.needed("question", &start, "this pack", &mut sink)?.value;
        let title = fields.text("title", &mut sink).map_or_else(|| name.value.clone(), |title| title.value);
        let brief = fields.text("brief", &mut sink).map_or_else(|| question.clone(), |brief| brief.value);
        name_is_free(&name, text, others, &mut sink);
        Some(Area {
            name: name.value.into(),
            title: title.into(),
            question: question.into(),
            brief: brief.into(),
            is_always_asked: false,
        })
    });
    let is_right = sink.problems.is_empty();
    problems.append(&mut sink.problems);
    area.filter(|_| is_right)
}

/// Reports a name that is none, or is taken by an area or another pack.
fn name_is_free(name: &At<String>, text: &RuleText, others: &[Pack], sink: &mut Sink) {
    let written = name.value.as_str();
    if !written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') || written.len() > 24 {
        let help = "at most 24 small letters, digits and hyphens".to_owned();
        sink.push(&name.at, format!("`{written}` is not a name for a pack"), "here", Some(help));
    }
    let is_area = area::words([]).contains(&written) || written == area::CUSTOM.name;
    let is_pack = others.iter().any(|pack| pack.area.name == written) || (!text.builtin && names().any(|name| name == written));
    if is_area || is_pack {
        let what = if is_area { "an area" } else { "another pack" };
        let help = "choose another name".to_owned();
        sink.push(&name.at, format!("`{written}` is the name of {what}"), "taken", Some(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str, text: &str) -> RuleText {
        RuleText { path: path.into(), text: text.into(), builtin: false, pack: None }
    }

    #[test]
    fn a_folder_with_a_declaration_is_a_pack() {
        let files = vec![
            text("r/one.yml", "id: A-1\n"),
            text("r/acme/pack.yml", "pack: acme\nquestion: Is it Acme's way?\n"),
            text("r/acme/two.yml", "id: A-2\n"),
            text("r/acme/deep/three.yml", "id: A-3\n"),
            text("r/acme-2/four.yml", "id: A-4\n"),
        ];
        let (loose, packs) = split(files).unwrap();
        assert_eq!(loose.iter().map(|rule| rule.path.as_str()).collect::<Vec<_>>(), ["r/one.yml", "r/acme-2/four.yml"]);
        let [pack] = packs.as_slice() else { panic!("{packs:?}") };
        assert_eq!((pack.area.title.as_ref(), pack.area.brief.as_ref()), ("acme", "Is it Acme's way?"));
        assert!(pack.rules.len() == 2 && pack.rules.iter().all(|rule| rule.pack.as_deref() == Some("acme")));
    }

    #[test]
    fn what_is_wrong_with_a_declaration_is_shown() {
        for (written, wrong) in [
            ("pack: names\nquestion: x\n", "`names` is the name of an area"),
            ("pack: all\nquestion: x\n", "`all` is the name of an area"),
            ("pack: custom\nquestion: x\n", "`custom` is the name of an area"),
            ("pack: passwordless\nquestion: x\n", "`passwordless` is the name of another pack"),
            ("pack: Acme\nquestion: x\n", "`Acme` is not a name for a pack"),
            ("pack: acme\n", "this pack has no `question`"),
            ("question: x\n", "this pack has no `pack`"),
            ("pack: acme\nquestion: x\nrules: y\n", "a pack has no key `rules`"),
        ] {
            let problems = split(vec![text("acme/pack.yml", written)]).unwrap_err().0;
            assert!(problems.iter().any(|problem| problem.message == wrong), "{written:?}: {problems:?}");
        }
    }

    #[test]
    fn packs_of_hmaudit_are_read() {
        let packs = builtin().unwrap();
        assert_eq!(packs.iter().map(|pack| pack.area.name.to_string()).collect::<Vec<_>>(), names().collect::<Vec<_>>());
        assert!(names().any(|name| name == "passwordless"));
    }
}
