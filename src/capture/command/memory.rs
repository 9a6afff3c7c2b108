//! What the variables of a session hold, and whether that is still what a cmdlet gave.

use crate::capture::Shell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More variables than anybody types; further ones are not followed.
const MOST: usize = 2000;

/// What goes through a pipeline.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What it is.
    pub source: Source,
    /// Which object in memory it is part of: two names of one object are changed together.
    pub object: usize,
    /// Rows may be missing.
    pub partial: bool,
    /// Values of the property that is expanded may be missing.
    pub values_partial: bool,
    /// The property whose values it holds.
    pub expands: Option<String>,
    /// It was kept in a variable.
    pub recalled: bool,
}

/// What a flow is made of.
#[derive(Debug, Clone)]
pub enum Source {
    /// Objects that a cmdlet gave.
    Got(Arc<Got>),
    /// What somebody typed.
    Text(String),
    /// A session with this side.
    Session(Option<Shell>),
    /// What a variable holds that the text does not show being filled.
    Unfilled,
    /// Neither rows nor values of objects: counts, names of types.
    Else,
    /// The echo of a change.
    Echo,
    /// Nobody knows. The command that it came from, as typed.
    Unknown(String),
}

/// A cmdlet that was asked.
#[derive(Debug)]
pub struct Got {
    /// Its name, without the prefix of an import.
    pub cmdlet: String,
    /// The statement as typed.
    pub text: String,
    /// The statement with what the variables in it were filled by.
    pub asked: String,
    /// Its parameters under their whole names.
    pub parameters: Vec<(String, Option<String>)>,
    /// The side that was asked, if the session shows it.
    pub side: Option<Shell>,
}

impl Flow {
    /// A flow of a new object.
    pub fn new(source: Source, object: usize) -> Self {
        Self { source, object, partial: false, values_partial: false, expands: None, recalled: false }
    }

    /// Some of it may be missing from here on.
    pub fn drop_some(&mut self) {
        self.partial = true;
        self.values_partial |= self.expands.is_some();
    }
}

/// The variables of a session.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    held: BTreeMap<String, Vec<Flow>>,
    changed: BTreeSet<usize>,
    defined: BTreeSet<String>,
    objects: usize,
}

impl Memory {
    /// A number for a new object.
    pub fn object(&mut self) -> usize {
        self.objects += 1;
        self.objects
    }

    /// What a variable holds; `None` if that was not shown.
    pub fn get(&self, name: &str) -> Option<&Vec<Flow>> {
        self.held.get(name)
    }

    /// Fills a variable.
    pub fn set(&mut self, name: &str, flows: Vec<Flow>) {
        if name != "null" && (self.held.len() < MOST || self.held.contains_key(name)) {
            self.held.insert(name.to_owned(), flows);
        }
    }

    /// Forgets a variable.
    pub fn forget(&mut self, name: &str) {
        self.held.remove(name);
    }

    /// An object was changed in memory, under whatever names it is known.
    pub fn change(&mut self, object: usize) {
        self.changed.insert(object);
    }

    /// What a variable holds was changed in memory.
    pub fn change_held(&mut self, name: &str) {
        if !self.held.contains_key(name) {
            let object = self.object();
            self.set(name, vec![Flow { recalled: true, ..Flow::new(Source::Unfilled, object) }]);
        }
        let objects: Vec<usize> = self.held.get(name).into_iter().flatten().map(|flow| flow.object).collect();
        self.changed.extend(objects);
    }

    /// Whether an object was changed in memory since a cmdlet gave it.
    pub fn is_changed(&self, object: usize) -> bool {
        self.changed.contains(&object)
    }

    /// A name means something else from here on.
    pub fn define(&mut self, name: &str) {
        self.defined.insert(name.to_ascii_lowercase());
    }

    /// Whether a name was given another meaning.
    pub fn is_defined(&self, name: &str) -> bool {
        !self.defined.is_empty() && self.defined.contains(&name.to_ascii_lowercase())
    }
}
