//! Objects known by properties that nothing else has.

use super::{holds_exchange_names, is_bare, text, virtual_directory};
use crate::capture::{Field, Form, Raw, Record};
use crate::catalog;
use crate::catalog::schema::{Cmdlet, Signature};
use crate::text::case::begins;

/// The one cmdlet whose signature the record bears with values; `None` if there is none, or more than one.
pub(super) fn of(record: &Record<'_>) -> Option<&'static Cmdlet> {
    one(record, &|name| record.field(name).is_some_and(|field| field.raw != Raw::Blank))
}

/// The same where blank properties count, too. In a table of comma-separated values each row has the columns of all others: there a blank
/// cell is not a property.
pub(super) fn of_blanks(record: &Record<'_>) -> Option<&'static Cmdlet> {
    if record.form == Form::Csv { None } else { one(record, &|name| record.field(name).is_some()) }
}

fn one(record: &Record<'_>, has: &dyn Fn(&str) -> bool) -> Option<&'static Cmdlet> {
    let mut noun = None;
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    let has_any = |names: &[&str]| names.iter().any(|name| record.field(name).is_some());
    let bears = |one: &Signature| has_all(one.needs) && !has_any(one.forbids);
    let alike = catalog::ALL.iter().filter(|cmdlet| cmdlet.signatures.iter().any(bears)).map(|cmdlet| cmdlet.noun);
    let policies = record.fields.iter().any(|field| is_policy_switch(&field.name)).then_some("authentication-policy");
    let setup = is_setup(record).then_some("exchange-setup");
    let issuer = is_token_issuer(record).then_some("auth-server");
    let point = service_connection_point(record).map(|cmdlet| cmdlet.noun);
    for found in alike.chain(policies).chain(setup).chain(issuer).chain(point) {
        if *noun.get_or_insert(found) != found {
            return None;
        }
    }
    catalog::of_noun(noun?)
}

/// The service connection point of a server as Active Directory holds it: an object below `CN=Autodiscover`, or, where its place was not
/// printed, one that points at Autodiscover.
pub(super) fn service_connection_point(record: &Record<'_>) -> Option<&'static Cmdlet> {
    let points_to = record.field("ServiceBindingInformation")?;
    let place = ["DistinguishedName", "DN", "AdsPath"].iter().find_map(|name| record.field(name).and_then(text));
    let is_it = match place {
        Some(place) => place.to_ascii_lowercase().contains(",cn=autodiscover,cn=protocols,"),
        None => {
            text(points_to).and_then(virtual_directory::service).is_some_and(|it| it.noun == "autodiscover-virtual-directory")
        }
    };
    is_it.then(|| catalog::of_noun("client-access-service")).flatten()
}

fn is_policy_switch(name: &str) -> bool {
    ["BlockLegacyAuth", "BlockModernAuth", "AllowBasicAuth"].iter().any(|start| begins(name, start))
}

/// An AuthServer by the names that the wizard gives and a type that goes with them.
fn is_token_issuer(record: &Record<'_>) -> bool {
    let of = |name: &str| record.field(name).and_then(text).unwrap_or_default().to_ascii_lowercase();
    let (name, kind) = (of("Name"), of("Type"));
    name.starts_with("evosts") && kind == "azuread" || (name == "acs" || name.starts_with("acs - ")) && kind == "microsoftacs"
}

/// The version of ExSetup.exe.
pub(super) fn is_setup(record: &Record<'_>) -> bool {
    let names_setup = |name: &str| {
        record
            .field(name)
            .and_then(text)
            .is_some_and(|path| path.rsplit(['\\', '/']).next().is_some_and(|file| file.eq_ignore_ascii_case("ExSetup.exe")))
    };
    let has_version = ["ProductVersion", "FileVersion", "Version"].iter().any(|name| record.field(name).is_some());
    has_version && (names_setup("FileName") || names_setup("Name") || names_setup("Source"))
}

/// Service principal names alone or beside what else a principal shows, as `select -ExpandProperty` or `fl ServicePrincipalNames` prints them: known by the application id of
/// Exchange among them. Reply URLs look alike, but never hold it.
pub(super) fn bare_names(record: &Record<'_>) -> Option<&'static Cmdlet> {
    let names = record.field("ServicePrincipalNames").or_else(|| record.fields.first().filter(|_| is_bare(record)))?;
    let beside = ["KeyCredentials", "Id", "ObjectId", "DisplayName", "ReplyUrls"];
    let is_beside = |field: &Field<'_>| beside.iter().any(|name| field.name.eq_ignore_ascii_case(name));
    let alone = is_bare(record) || record.fields.iter().filter(|field| !is_beside(field)).count() == 1;
    (alone && holds_exchange_names(names)).then(|| catalog::of_noun("service-principal")).flatten()
}
