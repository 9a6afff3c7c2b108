//! The devices that Entra knows, and whether their Windows can sign people in with a passkey.

use super::derive::{plain, text, text_of};
use super::methods::data;
use super::sign_in;
use super::told::Group;
use super::{DerivedNoun, Rows, View, rows_of};
use crate::estate::{Object, Seen, Side, Unknown, UnknownReason, Value, parse};
use jiff::ToSpan as _;
use std::borrow::Cow;
use std::collections::BTreeMap;

const NOUN: &str = "entra-device";

/// One row for each tenant whose devices were captured.
pub(super) const REPORT: DerivedNoun = DerivedNoun {
    name: "device-report",
    doc: "the devices of a tenant, together",
    properties: &[
        ("windows-devices", "how many devices with Windows are joined, and were used lately"),
        ("too-old", "those whose Windows cannot sign people in with a passkey"),
        ("too-old-told", "the same in words"),
    ],
    rows: |view| {
        let found = rows_of(view, NOUN);
        let mut of_tenant: BTreeMap<&Side, Vec<&Object>> = BTreeMap::new();
        for device in &found.objects {
            of_tenant.entry(&device.side).or_default().push(device);
        }
        let rows = of_tenant.iter().map(|(side, devices)| Cow::Owned(row(view, side, devices)));
        Rows { objects: rows.collect(), gaps: found.gaps.clone() }
    },
};

fn row(view: &View<'_>, side: &Side, devices: &[&Object]) -> Object {
    // Of which system some are is not known: then they may count.
    let counted: Vec<(&Object, Result<bool, Unknown>)> = devices
        .iter()
        .filter(|device| is_used(view, device))
        .map(|device| (*device, is_windows(device)))
        .filter(|(_, is_windows)| *is_windows != Ok(false))
        .collect();
    let mut group = Group::default();
    for (device, is_windows) in &counted {
        let name = || {
            let name = text_of(device, "DisplayName").unwrap_or_else(|| device.subject.clone());
            format!("{name} {}", text_of(device, "OperatingSystemVersion").unwrap_or_default())
        };
        let holds = sign_in::all([is_windows.clone(), is_too_old(device)].into_iter());
        group.add(holds, name, || device.places("OperatingSystemVersion").first().copied());
    }
    let (too_old, told) = group.values(counted.len());
    let number = match counted.iter().find_map(|(_, is_windows)| is_windows.as_ref().err()) {
        Some(reason) => Err(reason.clone()),
        None => text(counted.len().to_string(), Vec::new()),
    };
    let subject = side.tenant().unwrap_or_default().to_owned();
    let occurrences = devices.iter().flat_map(|device| device.occurrences.iter().cloned()).collect();
    let values = [("windows-devices", number), ("too-old", too_old), ("too-old-told", told)];
    Object { side: side.clone(), occurrences, ..Object::derived(REPORT.name, subject, values) }
}

/// Whether a device runs Windows; Entra writes `Windows`, other tools the edition behind it.
fn is_windows(device: &Object) -> Result<bool, Unknown> {
    let Seen { value, at } = device.get("OperatingSystem")?;
    match plain(&value).trim() {
        "" => Err(Unknown { why: UnknownReason::NotPrinted, at }),
        system => Ok(system.to_ascii_lowercase().starts_with("windows")),
    }
}

/// Whether a device is in use, and is joined in a way in which it signs people in; what is not known of it counts.
fn is_used(view: &View<'_>, device: &Object) -> bool {
    let is_off = super::derive::flag_of(device, "AccountEnabled") == Some(false);
    let signs_in = text_of(device, "TrustType").is_none_or(|trust| !trust.eq_ignore_ascii_case("Workplace"));
    let oldest = view.as_of.checked_sub((data().idle_days * 24).hours());
    let is_idle = match (device.values.get("ApproximateLastSignInDateTime"), oldest) {
        (Some(Ok(Seen { value: Value::Date(date), .. })), Ok(oldest)) => *date < oldest,
        (Some(Ok(Seen { value: Value::Dated(readings), .. })), Ok(oldest)) => readings.all(|date| date < oldest) == Some(true),
        _ => false,
    };
    !is_off && signs_in && !is_idle
}

fn is_too_old(device: &Object) -> Result<bool, Unknown> {
    let Seen { value, at } = device.get("TrustType")?;
    let trust = plain(&value);
    let known = data().windows.iter().find(|windows| windows.trust.eq_ignore_ascii_case(&trust));
    let Some(windows) = known else { return Err(Unknown { why: UnknownReason::Unreadable { raw: trust }, at }) };
    let Seen { value, at } = device.get("OperatingSystemVersion")?;
    let printed = plain(&value);
    let (Some(own), Some(since)) = (parse::version(&printed), parse::version(&windows.since)) else {
        return Err(Unknown { why: UnknownReason::Unreadable { raw: printed }, at });
    };
    Ok(own < since)
}
