//! Sentences with named holes. A template is data: it names what is put in, it computes nothing.

use super::error::{Sink, nearest};
use super::name::{Name, Noun, names, resolve};
use crate::yaml::At;

/// A sentence with holes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Text(String),
    /// A hole.
    Hole(Hole),
}

/// What goes into a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// `{item}`: the value taken, in `all-in`.
    Item,
    /// `{tenant}`.
    Tenant,
    /// `{server}`.
    Server,
    /// `{subject}`: what the finding is about.
    Subject,
    /// `{values}`: the different values, in `same`.
    Values,
    /// `{count}`: the number of rows, in `count`.
    Count,
    /// A property or fact of the row or the organisation.
    Name(Name),
}

const WORDS: &[(&str, Hole)] = &[
    ("item", Hole::Item),
    ("tenant", Hole::Tenant),
    ("server", Hole::Server),
    ("subject", Hole::Subject),
    ("values", Hole::Values),
    ("count", Hole::Count),
];

impl Template {
    /// A template without holes.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self(vec![Part::Text(text.to_owned())])
    }

    /// The sentence, with `fill` for the holes. Brackets of ours around a hole with nothing in it are left out.
    pub fn render(&self, mut fill: impl FnMut(&Hole) -> String) -> String {
        let mut text = String::new();
        let mut in_empty_brackets = false;
        for (at, part) in self.0.iter().enumerate() {
            match part {
                Part::Text(words) => {
                    text.push_str(if in_empty_brackets { words.strip_prefix(')').unwrap_or(words) } else { words });
                    in_empty_brackets = false;
                }
                Part::Hole(hole) => {
                    let value = fill(hole);
                    let around = |before: Option<&Part>, after: Option<&Part>| {
                        matches!(before, Some(Part::Text(words)) if words.ends_with('('))
                            && matches!(after, Some(Part::Text(words)) if words.starts_with(')'))
                    };
                    in_empty_brackets =
                        value.trim().is_empty() && around(at.checked_sub(1).map(|before| &self.0[before]), self.0.get(at + 1));
                    if in_empty_brackets {
                        text.truncate(text.trim_end_matches('(').trim_end().len());
                    } else {
                        text.push_str(&value);
                    }
                }
            }
        }
        text
    }

    /// The sentence with a placeholder for each hole: `<tenant>`. For people, who know no template.
    #[must_use]
    pub fn written(&self) -> String {
        self.render(|hole| format!("<{}>", hole.word()))
    }
}

impl Hole {
    /// The word between the braces.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Name(name) => name.text,
            known => WORDS.iter().find(|(_, hole)| hole == known).map_or("", |(word, _)| word),
        }
    }
}

/// Reads a template; unknown holes are problems. `allowed` says which of the words of the engine make sense here.
pub(crate) fn compile(
    written: &At<String>,
    noun: Option<Noun>,
    allowed: impl Fn(&Hole) -> Result<(), &'static str>,
    sink: &mut Sink,
) -> Template {
    let mut parts = Vec::new();
    let mut rest = written.value.trim_end();
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with("{{") || rest[open..].starts_with("}}") {
            parts.push(Part::Text(rest[..=open].to_owned()));
            rest = &rest[open + 2..];
            continue;
        }
        let inside = rest[open..].strip_prefix('{').and_then(|inside| inside.find('}').map(|close| &inside[..close]));
        let Some(inside) = inside else {
            let help = "write `{{` and `}}` for braces that are not holes".to_owned();
            sink.push(&written.at, "a brace without its partner", "in this text", Some(help));
            return Template(parts);
        };
        parts.push(Part::Text(rest[..open].to_owned()));
        if let Some(hole) = hole(inside, written, noun, &allowed, sink) {
            parts.push(Part::Hole(hole));
        }
        rest = &rest[open + inside.len() + 2..];
    }
    parts.push(Part::Text(rest.to_owned()));
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
    Template(parts)
}

fn hole(
    word: &str,
    written: &At<String>,
    noun: Option<Noun>,
    allowed: &impl Fn(&Hole) -> Result<(), &'static str>,
    sink: &mut Sink,
) -> Option<Hole> {
    let at = within(written, word, sink);
    // A row may have a property of the same name as a word of the engine: the row's own is meant.
    let own = noun.is_some() && names(noun).iter().any(|(name, _)| *name == word);
    let hole = match WORDS.iter().find(|(known, _)| *known == word && !own) {
        Some((_, hole)) => hole.clone(),
        None => {
            let mut known: Vec<&str> = names(noun).into_iter().map(|(name, _)| name).collect();
            if !known.contains(&word) {
                known.extend(WORDS.iter().map(|(word, _)| *word));
                let help = nearest(word, &known);
                sink.push(&at, format!("nothing here is called `{{{word}}}`"), "unknown hole", help);
                return None;
            }
            Hole::Name(resolve(&At::new(word.to_owned(), at.clone()), noun, sink)?)
        }
    };
    if let Err(reason) = allowed(&hole) {
        sink.push(&at, format!("`{{{word}}}` has no meaning in this rule"), "empty here", Some(reason.to_owned()));
        return None;
    }
    Some(hole)
}

/// Where a hole stands: inside the text when it is written on one line as it is, else the whole text.
fn within(written: &At<String>, word: &str, sink: &Sink) -> std::ops::Range<usize> {
    sink.find(&written.at, &format!("{{{word}}}")).map_or(written.at.clone(), |at| at + 1..at + 1 + word.len())
}
