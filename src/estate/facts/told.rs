//! What is said of many people or devices at once: who they are, how many, and the first of them by name.

use super::derive::text;
use crate::estate::{Item, Known, List, Unknown, Value, known};
use crate::source::Span;

/// Names in a sentence.
const NAMED: usize = 5;
/// Places that are quoted for a group.
const QUOTED: usize = 3;

/// Those of whom something is said, and why there may be more.
#[derive(Default)]
pub(super) struct Group {
    items: Vec<Item>,
    at: Vec<Span>,
    /// The first reason, and of how many it is not known.
    open: Option<Unknown>,
    undecided: usize,
}

impl Group {
    /// Adds somebody of whom it holds, or may hold.
    pub fn add(&mut self, holds: Result<bool, Unknown>, name: impl FnOnce() -> String, at: impl FnOnce() -> Option<Span>) {
        match holds {
            Ok(true) => {
                self.items.push(Item { text: name(), at: None });
                if self.at.len() < QUOTED {
                    self.at.extend(at());
                }
            }
            Ok(false) => {}
            Err(reason) => {
                self.undecided += 1;
                self.open.get_or_insert(reason);
            }
        }
    }

    /// Those, and the same in words: how many of how many, and the first of them by name.
    pub fn values(mut self, of: usize) -> (Known<Value>, Known<Value>) {
        if let Some(reason) = self.open.filter(|_| self.items.is_empty()) {
            return (Err(reason.clone()), Err(reason));
        }
        self.items.sort_by(|one, other| one.text.cmp(&other.text));
        let number = self.items.len();
        let names: Vec<&str> = self.items.iter().take(NAMED).map(|item| item.text.as_str()).collect();
        let more = if number > NAMED { format!(" and {} more", number - NAMED) } else { String::new() };
        let open = if self.undecided > 0 { format!(", and of {} it is not known", self.undecided) } else { String::new() };
        let told = format!("{number} of {of} ({}{more}){open}", names.join(", "));
        let list = List { items: self.items, complete: self.undecided == 0 };
        (known(Value::List(list), self.at.clone()), text(told, self.at))
    }
}
