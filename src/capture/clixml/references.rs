//! Back references: `TNRef` to types, `Ref` to objects.

use super::object::Types;
use crate::capture::Raw;
use crate::source::Span;
use std::collections::HashMap;

/// Lists longer than this are not kept for back references.
const LONGEST_LIST: usize = 256;

/// What earlier objects of a document can be referred to by.
#[derive(Debug, Default)]
pub(super) struct References<'s> {
    /// All types in the order read.
    pub types: Vec<Types<'s>>,
    // Maps, because nothing obliges a file to count up from 0 without gaps.
    numbered_types: HashMap<usize, usize>,
    objects: HashMap<usize, Target<'s>>,
    copied: usize,
}

/// What a `Ref` leads to.
#[derive(Debug, Default, Clone)]
pub(super) enum Target<'s> {
    /// No object of this number.
    #[default]
    Nowhere,
    /// An object that is still open: the reference closes a circle.
    Open,
    /// A value.
    Value(Raw<'s>, Span),
    /// A value that is too large to be repeated.
    Large,
}

impl<'s> References<'s> {
    /// Gives the types just read a number.
    pub fn number_types(&mut self, number: usize, types: usize) {
        self.numbered_types.insert(number, types);
    }

    /// The types of a number.
    pub fn types_of(&self, number: usize) -> Option<usize> {
        self.numbered_types.get(&number).copied()
    }

    /// An object of this number has begun.
    pub fn open(&mut self, number: usize) {
        self.objects.insert(number, Target::Open);
    }

    /// An object of this number has been read. A circle that is cut off stays open.
    pub fn close(&mut self, number: usize, raw: &Raw<'s>, at: Span) {
        let keep = !matches!(raw, Raw::List { items, .. } if items.len() > LONGEST_LIST);
        self.objects.insert(number, if keep { Target::Value(raw.clone(), at) } else { Target::Large });
    }

    /// What a reference leads to. `budget` is how many bytes of copies the document may cost altogether.
    pub fn target(&mut self, number: usize, budget: usize) -> Target<'s> {
        let Some(target) = self.objects.get(&number) else { return Target::Nowhere };
        if let Target::Value(raw, _) = target {
            self.copied += match raw {
                Raw::Scalar(std::borrow::Cow::Owned(text)) => text.len(),
                Raw::List { items, .. } => items
                    .iter()
                    .map(|item| 40 + if matches!(item.text, std::borrow::Cow::Owned(_)) { item.text.len() } else { 0 })
                    .sum(),
                _ => 0,
            };
            if self.copied > budget {
                return Target::Large;
            }
        }
        target.clone()
    }
}
