//! Mobile devices.

use super::data::data;
use super::people::Mailboxes;
use super::{Use, judged, place, text, version_of};
use crate::estate::{Estate, Object, Seen, Value};
use jiff::{Timestamp, ToSpan};

/// The devices that are in use, and how many are not any more.
pub(super) fn uses(estate: &Estate, as_of: Timestamp, mailboxes: &Mailboxes<'_>) -> (Vec<Use>, usize) {
    let (idle, used): (Vec<&Object>, Vec<&Object>) =
        estate.all("mobile-device").iter().partition(|device| is_idle(device, as_of));
    (used.into_iter().filter_map(|device| of(device, mailboxes)).collect(), idle.len())
}

/// Whether it has not synchronised for long.
fn is_idle(device: &Object, as_of: Timestamp) -> bool {
    let Ok(oldest) = as_of.checked_sub((data().idle_days * 24).hours()) else { return false };
    match device.values.get("LastSuccessSync") {
        Some(Ok(Seen { value: Value::Date(date), .. })) => *date < oldest,
        Some(Ok(Seen { value: Value::Dated(readings), .. })) => readings.all(|date| date < oldest) == Some(true),
        _ => false,
    }
}

fn of(device: &Object, mailboxes: &Mailboxes<'_>) -> Option<Use> {
    let of = |property| text(device, property).unwrap_or_default();
    let platform = ["DeviceOS", "DeviceType", "DeviceUserAgent"].iter().find_map(|property| data().platform(of(property)));
    let application = data().device(of("DeviceType"), of("DeviceUserAgent"), of("ClientType"), platform)?;
    // Only of what comes with the operating system is the version known.
    let version = application.since.as_ref().and_then(|_| version_of(of("DeviceOS")));
    let (state, why) = judged(application, version.as_deref());
    Some(Use {
        application: &application.name,
        platform: platform.or_else(|| application.only_platform()),
        version,
        person: mailboxes.owner(device),
        count: 1,
        state,
        why,
        is_refused: ["Blocked", "Quarantined"].iter().any(|state| state.eq_ignore_ascii_case(of("DeviceAccessState"))),
        at: place(device)?,
    })
}
