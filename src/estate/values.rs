//! The values of one object by property name.

use super::value::{Known, Value};
use crate::source::Span;

/// Values by property name, in the order of the names. An object has a few dozen at most, and a large organisation has many thousands of
/// objects: a plain list takes half the memory of a tree and is searched faster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(Vec<(&'static str, Known<Value>)>, Vec<(&'static str, Span)>);

impl Values {
    /// The value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Known<Value>> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The value of this name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Known<Value>> {
        self.0.iter_mut().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Whether there is a value of this name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets a value; returns the one that it replaces.
    pub fn insert(&mut self, name: &'static str, value: Known<Value>) -> Option<Known<Value>> {
        match self.0.binary_search_by_key(&name, |(own, _)| *own) {
            Ok(found) => self.0.get_mut(found).map(|(_, own)| std::mem::replace(own, value)),
            Err(place) => {
                self.0.insert(place, (name, value));
                None
            }
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Known<Value>> {
        let found = self.0.iter().position(|(own, _)| *own == name)?;
        Some(self.0.remove(found).1)
    }

    /// Notes that a capture cut the list of a property which another one shows whole.
    pub fn cut_elsewhere(&mut self, name: &'static str, at: Span) {
        self.1.push((name, at));
    }

    /// Properties whose list is whole here and cut in another capture, with the places.
    pub fn cuts(&self) -> impl Iterator<Item = (&'static str, Span)> + '_ {
        self.1.iter().copied()
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Known<Value>)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// All values, in the order of their names.
    pub fn values(&self) -> impl Iterator<Item = &Known<Value>> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// Of values of one name the last one stays.
impl FromIterator<(&'static str, Known<Value>)> for Values {
    fn from_iter<T: IntoIterator<Item = (&'static str, Known<Value>)>>(values: T) -> Self {
        let values = values.into_iter();
        let mut all = Self(Vec::with_capacity(values.size_hint().0), Vec::new());
        for (name, value) in values {
            all.insert(name, value);
        }
        all
    }
}

impl<const N: usize> From<[(&'static str, Known<Value>); N]> for Values {
    fn from(values: [(&'static str, Known<Value>); N]) -> Self {
        values.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::known;

    fn flag(value: bool) -> Known<Value> {
        known(Value::Bool(value), Vec::new())
    }

    #[test]
    fn names_are_sorted_and_unique() {
        let mut values: Values = [("b", flag(true)), ("a", flag(true)), ("b", flag(false))].into_iter().collect();
        assert_eq!(values.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(values.get("b"), Some(&flag(false)));
        assert_eq!(values.insert("c", flag(true)), None);
        assert_eq!(values.insert("c", flag(false)), Some(flag(true)));
        assert_eq!(values.remove("a"), Some(flag(true)));
        assert!(!values.contains_key("a") && values.contains_key("c"));
        assert_eq!(values.values().count(), 2);
    }
}
