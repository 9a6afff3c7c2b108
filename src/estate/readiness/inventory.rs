//! Inventories of software.

use super::data::data;
use super::{Use, judged, place, text};
use crate::estate::{Estate, Object};

pub(super) fn uses(estate: &Estate) -> impl Iterator<Item = Use> + '_ {
    estate.all("installed-application").iter().filter_map(of)
}

fn of(row: &Object) -> Option<Use> {
    let version = text(row, "Version");
    let platform = text(row, "Platform").and_then(|platform| data().platform(platform));
    let application = data().product(text(row, "Application")?, version, platform)?;
    let (state, why) = judged(application, version);
    let person = text(row, "User").map(str::to_lowercase).or_else(|| text(row, "Device").map(str::to_owned));
    let count = text(row, "DeviceCount").and_then(|count| count.parse().ok());
    Some(Use {
        application: &application.name,
        platform: platform.or_else(|| application.only_platform()),
        version: version.map(str::to_owned),
        count: if person.is_some() { 1 } else { count.unwrap_or(1) },
        person,
        state,
        why,
        is_refused: false,
        at: place(row)?,
    })
}
