//! The captures of a rule's own: what has to be there before the rule is asked.

use super::error::{Sink, nearest};
use super::read::{Fields, list};
use crate::catalog::{
    self,
    schema::{Cmdlet, Place, Property},
};
use crate::estate::facts::derive::plain;
use crate::estate::{Estate, Known, KnownExt as _, Side, UnknownReason, Value};
use crate::text::case::begins;
use crate::yaml::{Node, Shape};

/// The sides with their names in rule files.
const SIDES: &[(&str, Place)] = &[("on-premises", Place::Exchange), ("online", Place::Online), ("entra", Place::Entra)];

/// A capture of a rule's own.
#[derive(Debug, Clone)]
pub struct Own {
    /// The cmdlet.
    pub cmdlet: &'static Cmdlet,
    /// Where it is run.
    pub side: Place,
    /// It counts only where it printed this.
    pub property: Option<&'static Property>,
    /// And only where the property begins so, letter case ignored.
    pub beginning: Option<String>,
}

impl Own {
    /// The command that captures it on its side.
    #[must_use]
    pub fn command(&self) -> &'static str {
        self.cmdlet.command(self.side == Place::Online)
    }

    /// Whether a value of the property makes its object such a capture.
    fn is_it(&self, value: &Known<Value>) -> bool {
        match (&self.beginning, value) {
            (None, value) => value.why() != Some(&UnknownReason::NotPrinted),
            (Some(beginning), Ok(seen)) => begins(&plain(&seen.value), beginning),
            (Some(_), Err(_)) => false,
        }
    }

    /// Whether such a capture is there: whole, in part, without objects, or in a state in which it counts for nothing.
    #[must_use]
    pub fn is_in(&self, estate: &Estate) -> bool {
        let noun = self.cmdlet.noun;
        let is_of_side = |side: &Side| (*side == Side::OnPremises) == (self.side == Place::Exchange);
        if let Some(property) = self.property {
            let objects = estate.all(noun).iter().filter(|object| is_of_side(&object.side));
            return objects.flat_map(|object| object.values.get(property.name)).any(|value| self.is_it(value));
        }
        let tenants = estate.tenants.iter().map(|tenant| Side::Tenant(tenant.name.clone()));
        let mut sides = tenants.chain([Side::OnPremises]).filter(is_of_side);
        let is_doubtful = || estate.doubts.iter().any(|doubt| doubt.noun == noun && doubt.side.as_ref().is_none_or(is_of_side));
        sides.any(|side| estate.coverage(&side, noun).is_some())
            || estate.all(noun).iter().any(|object| is_of_side(&object.side))
            || is_doubtful()
    }
}

/// Reads `own`: for each side a list of nouns, of `noun.Property`, or of `noun.Property=beginning`.
pub(crate) fn compile(node: &Node, sink: &mut Sink) -> Vec<Own> {
    let sides: Vec<&str> = SIDES.iter().map(|(word, _)| *word).collect();
    let Some(fields) = Fields::of(node, &sides, "`own`", sink) else { return Vec::new() };
    let mut all = Vec::new();
    for &(word, side) in SIDES {
        let Some((_, node)) = fields.get(word) else { continue };
        for item in list(node, word, true, sink) {
            let Shape::Text(written) = &item.shape else {
                sink.push(&item.at, "a noun, noun.Property, or noun.Property=beginning", "here", None);
                continue;
            };
            let (written, beginning) =
                written.split_once('=').map_or((written.as_str(), None), |(name, text)| (name, Some(text)));
            let (noun, property) = written.split_once('.').map_or((written, None), |(noun, name)| (noun, Some(name)));
            if beginning.is_some_and(|text| text.is_empty() || property.is_none()) {
                sink.push(&item.at, "a beginning is that of a property, and not blank", "here", None);
                continue;
            }
            let Some(cmdlet) = catalog::of_noun(noun) else {
                let known: Vec<&str> = catalog::ALL.iter().map(|cmdlet| cmdlet.noun).collect();
                sink.push(&item.at, format!("no cmdlet prints `{noun}`"), "here", nearest(noun, &known));
                continue;
            };
            let printed = property.map(|name| cmdlet.property(name).ok_or(name));
            match printed.transpose() {
                Ok(property) => all.push(Own { cmdlet, side, property, beginning: beginning.map(str::to_owned) }),
                Err(name) => {
                    let known: Vec<&str> = cmdlet.properties.iter().map(|property| property.name).collect();
                    sink.push(&item.at, format!("{} prints no `{name}`", cmdlet.name), "here", nearest(name, &known));
                }
            }
        }
    }
    all
}
