//! Which of two numbers is the day, file by file: one date that leaves no choice settles it for all dates of its file.

use crate::capture::{Capture, Raw};
use crate::estate::parse::date::{self, Order};
use crate::source::SourceId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The orders that are settled. A file whose dates contradict each other was made on several machines: nothing is settled there.
pub fn orders(captures: &[Capture<'_>]) -> HashMap<SourceId, Order> {
    let mut orders: HashMap<SourceId, Option<Order>> = HashMap::new();
    for field in captures.iter().flat_map(|capture| &capture.records).flat_map(|record| &record.fields) {
        let Raw::Scalar(text) = &field.raw else { continue };
        let Some(order) = date::settles(text) else { continue };
        match orders.entry(field.at.source) {
            Entry::Vacant(vacant) => drop(vacant.insert(Some(order))),
            Entry::Occupied(mut occupied) if *occupied.get() != Some(order) => drop(occupied.insert(None)),
            Entry::Occupied(_) => {}
        }
    }
    orders.into_iter().filter_map(|(source, order)| Some((source, order?))).collect()
}
