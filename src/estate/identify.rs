//! Which cmdlet printed a record: from its command, its type, its properties; else unknown, never a guess.

use crate::capture::{Command, Field, Form, Raw, Record, Shell};
use crate::catalog;
use crate::catalog::schema::Cmdlet;
use crate::microsoft;
use std::borrow::Cow;

mod signature;
mod unnamed;
mod virtual_directory;

pub use unnamed::name_unnamed;
use virtual_directory::Urls;
pub use virtual_directory::{DIRECTORY_NAMES, Site, default_name, server_of_distinguished_name, site};

/// What printed a record.
#[derive(Debug, Clone, Copy)]
pub struct Identified {
    /// The kind of object.
    pub cmdlet: &'static Cmdlet,
    /// The cmdlet that printed it, canonical spelling; an alias of `cmdlet` if that was run (`Get-MsolServicePrincipal`).
    pub printed_by: &'static str,
}

impl Identified {
    fn canonical(cmdlet: &'static Cmdlet) -> Self {
        Self { cmdlet, printed_by: cmdlet.name }
    }
}

/// Which cmdlet printed a record. `command` is the one that the capture shows for it.
///
/// The object's own name (`owa (Default Web Site)`) or type outdoes a command that says otherwise: the name belongs to the object, while the
/// command was only found above it. Everything weaker than that gives way to the command, unless it contradicts it: then nobody knows.
#[must_use]
pub fn cmdlet(record: &Record<'_>, command: Option<&Command<'_>>) -> Option<Identified> {
    judge(record, command).ok()
}

/// Why nobody knows which cmdlet printed a record.
#[derive(Debug, Clone, Copy)]
enum Unknown {
    /// It is an object of another kind, by its command or type.
    Foreign,
    /// It is an answer of Exchange Online.
    OfExchangeOnline,
    /// It names a command that changes something, of which it is the echo.
    Echo,
    /// Nothing tells.
    Undecided,
    /// The command says the first, the object the second.
    Contradicted(&'static Cmdlet, &'static Cmdlet),
    /// Two of its properties say different things.
    Torn(&'static Cmdlet, &'static Cmdlet),
}

fn judge(record: &Record<'_>, command: Option<&Command<'_>>) -> Result<Identified, Unknown> {
    if is_answer_of_exchange_online(record) {
        return Err(Unknown::OfExchangeOnline);
    }
    let own = by_type(record);
    let point = || signature::service_connection_point(record).map(Identified::canonical).ok_or(Unknown::Foreign);
    if matches!(own, ByType::Foreign) {
        return point();
    }
    let directory = virtual_directory::of(record);
    let by_command = match command.map(|command| by_command(record, command)) {
        Some(ByCommand::Known(identified)) => Some(identified),
        Some(ByCommand::Foreign) => {
            return match own {
                ByType::Known(identified) => Ok(identified),
                ByType::Foreign | ByType::None => point(),
            };
        }
        Some(ByCommand::None) | None => None,
    };
    if let Some(identified) = by_command {
        return match (&own, directory) {
            (ByType::Known(own), _) if own.cmdlet.noun != identified.cmdlet.noun => Ok(*own),
            (_, Some(directory)) if directory.noun != identified.cmdlet.noun => Ok(Identified::canonical(directory)),
            (ByType::None, None) => match contradiction(record, identified.cmdlet) {
                Some(other) => Err(Unknown::Contradicted(identified.cmdlet, other)),
                None => Ok(identified),
            },
            _ => Ok(identified),
        };
    }
    if let ByType::Known(identified) = own {
        return Ok(identified);
    }
    if NAMING.iter().any(|name| record.field(name).and_then(text).is_some_and(changes)) {
        return Err(Unknown::Echo);
    }
    if let Some((cmdlet, printed_by)) = named_by_itself(record) {
        return Ok(Identified { cmdlet, printed_by });
    }
    if let Some(directory) = directory {
        return Ok(Identified::canonical(directory));
    }
    let signed = signature::of(record).or_else(|| signature::bare_names(record));
    let by_urls = match virtual_directory::by_urls(record) {
        Urls::Of(cmdlet) => Some(cmdlet),
        Urls::Torn(one, other) => return Err(Unknown::Torn(one, other)),
        Urls::Nothing => None,
    };
    match (signed, by_urls) {
        (Some(signed), Some(directory)) if signed.noun != directory.noun => Err(Unknown::Torn(signed, directory)),
        (Some(signed), _) => Ok(Identified { cmdlet: signed, printed_by: legacy_name(record, signed) }),
        (None, Some(directory)) => Ok(Identified::canonical(directory)),
        (None, None) => {
            let blank = signature::of_blanks(record).ok_or(Unknown::Undecided)?;
            Ok(Identified { cmdlet: blank, printed_by: legacy_name(record, blank) })
        }
    }
}

/// Whether Exchange Online asked for a token: it has challenges like those of the servers here, of which they tell nothing.
fn is_answer_of_exchange_online(record: &Record<'_>) -> bool {
    let asks = || record.field("WwwAuthenticate").is_some_and(|field| field.raw != Raw::Blank);
    let host =
        |url: &str| url.split_once("://").map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or(rest).to_ascii_lowercase());
    let url = record.field("RequestUrl").filter(|_| asks()).and_then(text);
    url.and_then(host).is_some_and(|host| microsoft::owns(&host))
}

/// What an object without a name of its own is, where that cannot be what its command prints: its URLs are those of another service, or it
/// has the properties of another cmdlet and none of this one.
fn contradiction(record: &Record<'_>, cmdlet: &'static Cmdlet) -> Option<&'static Cmdlet> {
    if let Urls::Of(other) = virtual_directory::by_urls(record)
        && other.noun != cmdlet.noun
    {
        return Some(other);
    }
    let fits = record.fields.iter().any(|field| cmdlet.property(&field.name).is_some());
    signature::of(record).filter(|other| !fits && other.noun != cmdlet.noun && !is_bare(record))
}

/// Properties in which the objects of other tools name the cmdlet that they come from.
const NAMING: &[&str] = &["Cmdlet", "CmdletName", "Command", "CommandName", "SourceCmdlet", "VirtualDirectoryType"];

/// Whether a name is that of a cmdlet which makes or changes objects of a kind that we know.
fn changes(name: &str) -> bool {
    let Some((verb, noun)) = name.split_once('-') else { return false };
    ["New", "Set"].iter().any(|known| known.eq_ignore_ascii_case(verb)) && catalog::named(&format!("Get-{noun}")).is_some()
}

/// The cmdlet that an object names itself.
fn named_by_itself(record: &Record<'_>) -> Option<(&'static Cmdlet, &'static str)> {
    NAMING.iter().find_map(|name| catalog::named(record.field(name).and_then(text)?))
}

/// The text of a field with a single value.
pub(super) fn text<'r>(field: &'r Field<'_>) -> Option<&'r str> {
    match &field.raw {
        Raw::Scalar(text) => Some(text.trim()),
        Raw::List { items, cut: false } if items.len() == 1 => items.first().map(|item| item.text.trim()),
        _ => None,
    }
}

enum ByCommand {
    Known(Identified),
    /// A cmdlet that prints objects of another kind.
    Foreign,
    /// A command that says nothing about what it prints.
    None,
}

/// Commands that print what somebody else made.
const TRANSPARENT: &[&str] = &[
    "Get-Content",
    "Get-Item",
    "Get-ChildItem",
    "Get-Variable",
    "Get-History",
    "Import-Clixml",
    "Import-Csv",
    "Invoke-MgGraphRequest",
    "Invoke-RestMethod",
    "Invoke-WebRequest",
];

fn by_command(record: &Record<'_>, command: &Command<'_>) -> ByCommand {
    let name = command.cmdlet.as_ref();
    if name.eq_ignore_ascii_case("Get-Command") {
        let text = command.text.to_ascii_lowercase();
        return match catalog::of_noun("exchange-setup") {
            Some(setup) if text.contains("exsetup") || signature::is_setup(record) => {
                ByCommand::Known(Identified::canonical(setup))
            }
            _ => ByCommand::Foreign,
        };
    }
    if let Some((cmdlet, printed_by)) = catalog::named(name) {
        return ByCommand::Known(Identified { cmdlet, printed_by });
    }
    let is_get = name.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case("Get-"));
    if is_get && !TRANSPARENT.iter().any(|transparent| transparent.eq_ignore_ascii_case(name)) {
        return ByCommand::Foreign;
    }
    ByCommand::None
}

#[derive(Clone, Copy)]
enum ByType {
    Known(Identified),
    /// A type that no cmdlet of ours prints.
    Foreign,
    None,
}

/// Beginnings of the names of types that are never objects of the audited cmdlets. A type that is merely unknown is not among them: what
/// such an object is, its name and properties tell.
const FOREIGN_TYPES: &[&str] = &[
    "Microsoft.ActiveDirectory.",
    "System.Management.Automation.",
    "System.Diagnostics.",
    "System.IO.",
    // What Graph itself calls what it answers, and it is none of what we know.
    "microsoft.graph.",
];

fn is_foreign(name: &str, class: &str) -> bool {
    FOREIGN_TYPES.iter().any(|start| name.starts_with(start)) || (class.contains("Application") && !class.contains("Partner"))
}

fn by_type(record: &Record<'_>) -> ByType {
    let Some(name) = record.type_name.as_deref() else { return ByType::None };
    let name = name.trim().trim_start_matches("Selected.").trim_start_matches("Deserialized.");
    let name = name.split(['`', '[', '#', ',']).next().unwrap_or(name);
    let class = name.rsplit('.').next().unwrap_or(name);
    if ["PSCustomObject", "PSObject", "Object", "Hashtable", "OrderedDictionary", "FileVersionInfo", "ApplicationInfo", "String"]
        .iter()
        .any(|neutral| neutral.eq_ignore_ascii_case(class))
    {
        return ByType::None;
    }
    let known = catalog::ALL.iter().copied().find(|cmdlet| cmdlet.types.iter().any(|known| known.eq_ignore_ascii_case(class)));
    let unknown = if is_foreign(name, class) { ByType::Foreign } else { ByType::None };
    known.map_or(unknown, |cmdlet| {
        let printed_by = match name {
            _ if name.starts_with("Microsoft.Online.Administration.") => "Get-MsolServicePrincipal",
            _ if name.starts_with("Microsoft.Open.AzureAD.") && cmdlet.noun == "service-principal" => {
                "Get-AzureADServicePrincipal"
            }
            _ if class.eq_ignore_ascii_case("PSADServicePrincipal") => "Get-AzADServicePrincipal",
            _ => cmdlet.name,
        };
        ByType::Known(Identified { cmdlet, printed_by })
    })
}

/// A service principal without a command tells by its property names which module printed it.
fn legacy_name(record: &Record<'_>, cmdlet: &'static Cmdlet) -> &'static str {
    if cmdlet.noun == "service-principal" && record.field("AppPrincipalId").is_some() {
        "Get-MsolServicePrincipal"
    } else {
        cmdlet.name
    }
}

/// Whether a record of an on-premises cmdlet, or of one that exists on both sides, comes from Exchange Online: what a wizard's cache says, else its
/// distinguished name, else properties that only Exchange Online has, else what the session had connected to.
#[must_use]
pub fn is_exchange_online(record: &Record<'_>, cmdlet: &Cmdlet) -> bool {
    if cmdlet.is_of_clients() || cmdlet.is_of_tenant() {
        return cmdlet.is_of_tenant();
    }
    if let Some(shell) = record.shell.filter(|_| matches!(record.form, Form::Xhcw | Form::HcwLog)) {
        return shell == Shell::Tenant;
    }
    let of = |name: &str| record.field(name).map(first_text).unwrap_or_default();
    let upper = |name: &str| of(name).to_ascii_uppercase();
    let name = upper("DistinguishedName");
    if !name.is_empty() {
        return name.contains("DC=OUTLOOK,DC=COM") || name.contains("OU=MICROSOFT EXCHANGE HOSTED ORGANIZATIONS");
    }
    if upper("OriginatingServer").ends_with(".OUTLOOK.COM") || of("PSComputerName").eq_ignore_ascii_case("outlook.office365.com")
    {
        return true;
    }
    if cmdlet.noun == "intra-organization-configuration" {
        // Each side prints its own endpoints and leaves those of the other blank.
        let holds = |names: &[&str]| names.iter().any(|name| !of(name).is_empty());
        let online = holds(&["OnlineDiscoveryEndpoint", "OnlineTargetAddress"]);
        return online && !holds(&["OnPremiseDiscoveryEndpoint", "OnPremiseWebServiceEndpoint", "OnPremiseTargetAddresses"]);
    }
    if cmdlet.noun == "organization-config" && ["Identity", "Name"].iter().any(|name| upper(name).ends_with(".ONMICROSOFT.COM")) {
        return true;
    }
    if ["OrganizationalUnitRoot", "ExchangeObjectId"].iter().any(|name| !of(name).is_empty())
        || upper("OrganizationId").contains(".ONMICROSOFT.COM")
    {
        return true;
    }
    // Nothing in it tells its side: then the session does.
    cmdlet.shell.is_none() && record.shell == Some(Shell::Tenant)
}

fn first_text(field: &Field<'_>) -> String {
    match &field.raw {
        Raw::Scalar(text) | Raw::Cut(text) => text.trim().to_owned(),
        Raw::List { items, .. } => items.first().map(|item| item.text.trim().to_owned()).unwrap_or_default(),
        Raw::Blank => String::new(),
    }
}

/// All texts of a field.
fn texts<'r>(field: &'r Field<'_>) -> Vec<Cow<'r, str>> {
    match &field.raw {
        Raw::Scalar(text) | Raw::Cut(text) => vec![Cow::Borrowed(text.as_ref())],
        Raw::List { items, .. } => items.iter().map(|item| Cow::Borrowed(item.text.as_ref())).collect(),
        Raw::Blank => Vec::new(),
    }
}

/// Whether a list holds a name that only the Exchange Online service principal has.
fn holds_exchange_names(field: &Field<'_>) -> bool {
    texts(field).iter().any(|name| {
        name.trim()
            .get(..microsoft::EXCHANGE_ONLINE.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(microsoft::EXCHANGE_ONLINE))
    })
}

/// Whether a record is bare values.
fn is_bare(record: &Record<'_>) -> bool {
    record.form == Form::Values
}

#[cfg(test)]
#[path = "identify/tests.rs"]
mod tests;
