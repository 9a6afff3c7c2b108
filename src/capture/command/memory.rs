//! What the variables of a session hold, and whether that is still what a cmdlet gave.

use crate::capture::{Moment, Shell};
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
    /// When it was asked.
    pub at: Moment,
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
    /// The hash tables that variables hold, as typed, each with its object.
    tables: BTreeMap<String, (usize, String)>,
    defined: BTreeSet<String>,
    /// The defined names whose meaning speaks of a connection.
    connecting: BTreeSet<String>,
    objects: usize,
    /// The objects up to this number were in memory when code ran that nobody knows.
    clouded: usize,
    /// What variables held before they were filled, while somebody wants to know.
    journal: Vec<(String, Option<Vec<Flow>>)>,
    readers: usize,
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
            let before = self.held.insert(name.to_owned(), flows);
            self.note(name, before);
        }
    }

    /// Some of what a variable holds may be missing.
    pub fn drop_some(&mut self, name: &str) {
        self.held.get_mut(name).into_iter().flatten().for_each(Flow::drop_some);
    }

    /// Forgets a variable.
    pub fn forget(&mut self, name: &str) {
        let before = self.held.remove(name);
        self.note(name, before);
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

    /// Code ran that nobody knows: it may have changed or replaced whatever variables hold.
    pub fn cloud(&mut self) {
        self.clouded = self.objects;
    }

    /// Whether code that nobody knows has run since an object came into memory.
    pub fn is_clouded(&self, object: usize) -> bool {
        object <= self.clouded
    }

    /// From here on, what variables held before they were filled is noted. Returns the place to hand to [`Memory::filled_since`].
    pub fn begin(&mut self) -> usize {
        self.readers += 1;
        self.journal.len()
    }

    /// The variables that were filled since then, each with what it held before, the first time.
    pub fn filled_since(&mut self, begin: usize) -> BTreeMap<String, Option<Vec<Flow>>> {
        let mut filled = BTreeMap::new();
        for (name, before) in self.journal.iter().skip(begin) {
            filled.entry(name.clone()).or_insert_with(|| before.clone());
        }
        self.readers -= 1;
        if self.readers == 0 {
            self.journal.clear();
        }
        filled
    }

    fn note(&mut self, name: &str, before: Option<Vec<Flow>>) {
        // Each row that goes through a pipeline has a name of its own.
        if self.readers > 0 && name != "_" && name != "psitem" {
            self.journal.push((name.to_owned(), before));
        }
    }

    /// A name means something else from here on; `connects`: what defines it speaks of a connection.
    pub fn define(&mut self, name: &str, connects: bool) {
        let name = name.to_ascii_lowercase();
        if connects {
            self.connecting.insert(name.clone());
        }
        self.defined.insert(name);
    }

    /// Whether what a name was defined to mean speaks of a connection.
    pub fn connects(&self, name: &str) -> bool {
        !self.connecting.is_empty() && self.connecting.contains(&name.to_ascii_lowercase())
    }

    /// The one literal that a variable holds.
    pub fn text(&self, name: &str) -> Option<&str> {
        let [flow] = self.held.get(name)?.as_slice() else { return None };
        let is_sure = !flow.partial && flow.expands.is_none() && !self.is_changed(flow.object) && !self.is_clouded(flow.object);
        match &flow.source {
            Source::Text(text) if is_sure && !text.contains('$') => Some(text),
            _ => None,
        }
    }

    /// A variable was filled with a hash table that was typed.
    pub fn note_table(&mut self, name: &str, text: &str) {
        if let Some([flow]) = self.held.get(name).map(Vec::as_slice) {
            self.tables.insert(name.to_owned(), (flow.object, text.to_owned()));
        }
    }

    /// The hash table that a variable holds, as it was typed.
    pub fn table(&self, name: &str) -> Option<&str> {
        let [flow] = self.held.get(name)?.as_slice() else { return None };
        let (object, text) = self.tables.get(name)?;
        let is_sure = *object == flow.object && !self.is_changed(*object) && !self.is_clouded(*object);
        is_sure.then_some(text)
    }

    /// The texts that a variable holds.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let held = self.held.get(name).into_iter().flatten();
        held.filter_map(|flow| match &flow.source {
            Source::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
    }

    /// Whether a name was given another meaning.
    pub fn is_defined(&self, name: &str) -> bool {
        !self.defined.is_empty() && self.defined.contains(&name.to_ascii_lowercase())
    }
}
