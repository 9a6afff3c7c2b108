//! Changes to the model: what an operation makes of the estate, and what takes it back.

use crate::estate::{Estate, Item, Known, KnownExt, List, Object, Seen, Side, Value, known};
use std::collections::HashMap;

/// The object that an operation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose it is.
    pub side: Side,
    /// Its noun, `mapi-virtual-directory`.
    pub noun: &'static str,
    /// Its subject, see [`Object::subject`].
    pub subject: String,
}

impl Target {
    /// The target that is this object.
    #[must_use]
    pub fn of(object: &Object) -> Self {
        Self { side: object.side.clone(), noun: object.noun, subject: object.subject.clone() }
    }

    fn is(&self, object: &Object) -> bool {
        object.side == self.side && object.subject.eq_ignore_ascii_case(&self.subject)
    }

    fn find<'e>(&self, estate: &'e mut Estate, places: &Places) -> Option<&'e mut Object> {
        let at = places.0.get(&(self.noun, self.side.clone(), self.subject.to_ascii_lowercase()))?;
        estate.objects.get_mut(self.noun)?.get_mut(*at)
    }

    /// The object in this estate, if it is there.
    #[must_use]
    pub fn object<'e>(&self, estate: &'e Estate) -> Option<&'e Object> {
        estate.all(self.noun).iter().find(|object| self.is(object))
    }
}

/// Where the objects of an estate stand, by noun, realm and subject, so that each of thousands of steps finds its own at once. Edits move no object.
#[derive(Debug)]
pub struct Places(HashMap<(&'static str, Side, String), usize>);

impl Places {
    /// The places of all objects. Of several with one subject the first one counts.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut places = HashMap::new();
        for (at, object) in estate.objects.values().flat_map(|objects| objects.iter().enumerate()) {
            places.entry((object.noun, object.side.clone(), object.subject.to_ascii_lowercase())).or_insert(at);
        }
        Self(places)
    }
}

/// One change to one property.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// The property gets this value.
    Set(&'static str, Value),
    /// The list gets these items besides those it has.
    Add(&'static str, Vec<String>),
}

/// What an edit changed: the journal that undoing reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The property had this value (`None`: no capture showed it).
    Was(&'static str, Option<Known<Value>>),
    /// These items were not in the list before.
    Added(&'static str, Vec<String>),
}

/// Makes the edits. The changes are those that were needed: none where everything is as wanted already. A list of which the captures
/// show only a part is left alone, because nobody knows what it would be.
pub fn apply(estate: &mut Estate, places: &Places, target: &Target, edits: &[Edit]) -> Vec<Change> {
    let Some(object) = target.find(estate, places) else { return Vec::new() };
    edits.iter().filter_map(|edit| make(object, edit)).collect()
}

/// Takes changes back, the last one first. Only what [`apply`] added is removed.
pub fn undo(estate: &mut Estate, places: &Places, target: &Target, changes: &[Change]) {
    let Some(object) = target.find(estate, places) else { return };
    for change in changes.iter().rev() {
        match change {
            Change::Was(property, Some(before)) => {
                object.values.insert(property, before.clone());
            }
            Change::Was(property, None) => {
                object.values.remove(property);
            }
            Change::Added(property, added) => {
                if let Some(list) = list_of(object, property) {
                    list.items.retain(|item| !added.iter().any(|text| text.eq_ignore_ascii_case(&item.text)));
                }
            }
        }
    }
}

/// Whether everything is as the edits want it: what the scripts read back after they wrote.
#[must_use]
pub fn holds(estate: &Estate, target: &Target, edits: &[Edit]) -> bool {
    let Some(object) = target.object(estate) else { return false };
    edits.iter().all(|edit| match edit {
        Edit::Set(property, value) => object.get(property).value() == Some(value),
        Edit::Add(property, items) => {
            matches!(object.get(property).value(), Some(Value::List(list)) if items.iter().all(|item| contains(list, item)))
        }
    })
}

fn make(object: &mut Object, edit: &Edit) -> Option<Change> {
    match edit {
        Edit::Set(property, value) => {
            let before = object.values.get(property).cloned();
            if before.as_ref().and_then(KnownExt::value) == Some(value) {
                return None;
            }
            // The places that showed the old value are where the new one will be seen.
            let at = before.as_ref().map(|before| before.at().to_vec()).unwrap_or_default();
            object.values.insert(property, known(value.clone(), at));
            Some(Change::Was(property, before))
        }
        Edit::Add(property, items) => {
            let list = list_of(object, property)?;
            let missing: Vec<String> = items.iter().filter(|item| !contains(list, item)).cloned().collect();
            list.items.extend(missing.iter().map(|text| Item { text: text.clone(), at: None }));
            (!missing.is_empty()).then_some(Change::Added(property, missing))
        }
    }
}

fn contains(list: &List, text: &str) -> bool {
    list.items.iter().any(|item| item.text.eq_ignore_ascii_case(text))
}

fn list_of<'o>(object: &'o mut Object, property: &str) -> Option<&'o mut List> {
    match object.values.get_mut(property) {
        Some(Ok(Seen { value: Value::List(list), .. })) if list.complete => Some(list),
        _ => None,
    }
}
