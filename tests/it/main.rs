//! The program and its library from outside: one binary, a module per subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod architecture;
mod bounds;
mod captures_blind;
mod captures_ends;
mod captures_forms;
mod captures_hostile;
mod captures_laws;
mod captures_lines;
mod captures_text;
mod captures_values;
mod cli;
mod clients;
mod clients_evidence;
mod clients_people;
mod collect;
mod common;
mod docs;
mod estate;
mod estates;
mod evidence;
mod false_positives;
mod first_evidence;
mod flips;
mod forms;
mod forms_printed;
mod gaps;
mod laws;
#[cfg(feature = "live")]
mod live;
mod packaging;
mod powershell;
mod printed;
mod queries;
mod redact;
mod redact_law;
mod redact_leaks;
mod redact_names;
mod remedy;
mod reports_markup;
mod reports_text;
mod service_names;
mod sessions;
mod sessions_headers;
mod sessions_tenants;
mod sessions_unknown;
mod tables;
mod unread;
mod widths;
mod windows;
