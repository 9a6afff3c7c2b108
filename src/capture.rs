//! From text to records: what a cmdlet printed, in whichever form it was kept.
//!
//! [`read`] cuts a source into blocks, finds the form of each and reads it. It knows nothing of Exchange beyond the look of
//! a `Get-` command; which cmdlet printed a record that has no command is decided by `estate::identify`.
//! Nothing here fails: what can't be read with certainty is declined aloud ([`Skipped`]).

pub use crate::catalog::Shell;
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

mod bare;
mod cells;
pub(crate) mod certificate;
pub(crate) mod clixml;
mod column;
mod command;
pub(crate) mod csv;
mod declined;
mod decoration;
mod deleted;
mod edge;
mod embedded;
mod end;
mod failure;
mod fit;
pub(crate) mod hcw_log;
pub(crate) mod json;
mod known;
mod line;
mod list;
mod mark;
mod net;
mod noise;
mod objects_xml;
mod prompt;
mod registry;
mod sniff;
mod table;
mod transcript;
mod unique;
mod value;
mod values;
pub(crate) mod veil;
mod wire;
mod wish;
mod wizard;
pub(crate) mod xhcw;

pub use command::Demand;
pub use command::sign_in::{Service, SignIn};

/// What one source holds.
#[derive(Debug, Default)]
pub struct Capture<'s> {
    /// The commands seen, in order, whether or not they printed anything.
    pub commands: Vec<Command<'s>>,
    /// The records read, in order.
    pub records: Vec<Record<'s>>,
    /// What was seen and declined, with the reason.
    pub skipped: Vec<Skipped>,
    /// Cmdlets that ended in an error, in order.
    pub failures: Vec<Failure>,
    /// Stretches that look like what a cmdlet printed, and of which something was lost.
    pub lost: Vec<Span>,
    /// Texts of a document that are not read and look like what a cmdlet printed.
    pub unread: Vec<UnreadText>,
    /// Where sessions signed in to tenants, in order.
    pub sign_ins: Vec<SignedIn>,
}

/// A text that is not read, and looks like what a cmdlet printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadText {
    /// Where it would stand in the text of the source.
    pub at: Span,
    /// What it says.
    pub text: String,
}

/// A place where a session signed in: `Connect-MgGraph -TenantId …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// What it signed in to; `None` where a new session begins, which is not signed in to anything yet.
    pub sign_in: Option<SignIn>,
    /// The command, or the head of the transcript.
    pub at: Moment,
}

/// When something was run. Later steps of a line have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The command line.
    pub line: Span,
    /// The step of it.
    pub step: u32,
}

/// A cmdlet that printed an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The cmdlet, as the error or the command line above it names it.
    pub cmdlet: String,
    /// The first line of the error.
    pub at: Span,
    /// What it says, without the name of the cmdlet.
    pub text: String,
}

/// A `Get-` command that the capture shows (or, for a wizard cache, that the wizard ran).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command<'s> {
    /// The cmdlet as typed, without the prefix of an imported session: `Get-OABVirtualDirectory`, `get-mapivirtualdirectory`. Something else where
    /// what was run is not a `Get-` cmdlet, and blank for a variable that nobody knows.
    pub cmdlet: Cow<'s, str>,
    /// The whole pipeline as typed, without the prompt.
    pub text: Cow<'s, str>,
    /// Parameters of the cmdlet itself, `("ADPropertiesOnly", None)`, `("Server", Some("EX01"))`; a positional argument is `Identity`.
    pub parameters: Vec<(Cow<'s, str>, Option<Cow<'s, str>>)>,
    /// Property of `select -ExpandProperty`, or of `(Get-X).Property`.
    pub expands: Option<Cow<'s, str>>,
    /// The pipeline keeps only some of the objects (`where`, `-Filter`, `-Identity`, `-Server`, `select -First`): what it does not show may exist.
    pub partial: bool,
    /// The pipeline keeps only some of the values of the property that it expands (`… -ExpandProperty X | where { … }`, `(Get-X).Y -like '…'`).
    pub values_partial: bool,
    /// What followed.
    pub outcome: Outcome,
    /// The side that was asked, where the session shows it: what it connected to, or what a wizard's cache says.
    pub shell: Option<Shell>,
    /// Where the command stands.
    pub at: Span,
    /// It prints a variable: the pipeline that filled it, which tells which objects these are.
    pub filled_by: Option<Cow<'s, str>>,
    /// When the objects were asked for, where a session shows it: before [`Command::at`] if it prints a variable that an earlier line filled.
    pub asked_at: Option<Moment>,
}

impl Command<'_> {
    /// The pipeline that asked for the objects: its own text, or that of the command which filled the variable.
    #[must_use]
    pub fn asked(&self) -> &str {
        self.filled_by.as_ref().unwrap_or(&self.text)
    }

    /// What the pipeline that asked for the objects demands of them.
    #[must_use]
    pub fn demands(&self) -> Vec<Demand> {
        command::demands(self.asked())
    }
}

/// What a command printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// At least one record.
    Records,
    /// Nothing, and that is certain: the next prompt (or the end of a transcript) follows at once, or a cache says zero results.
    Nothing,
    /// An error.
    Failed,
    /// The capture does not tell.
    Unknown,
}

/// One object as printed.
#[derive(Debug, Clone)]
pub struct Record<'s> {
    /// Index into [`Capture::commands`] of the command that printed it, when the capture shows one.
    pub command: Option<usize>,
    /// The form it was read from.
    pub form: Form,
    /// The .NET type, when the form names it (`Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMapiVirtualDirectory`), without `Deserialized.`.
    pub type_name: Option<Cow<'s, str>>,
    /// Which organisation was asked, when the form says so (wizard caches do), or the session around it does.
    pub shell: Option<Shell>,
    /// Properties in the order printed. Names are as printed; a name occurs once.
    pub fields: Vec<Field<'s>>,
    /// From the first to the last character of the object.
    pub at: Span,
    /// Somebody wrote it, or quotes it: a comment, the quote of a mail. It proves nothing.
    pub hearsay: bool,
}

impl<'s> Record<'s> {
    /// The field of this name, letter case ignored.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field<'s>> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

/// The forms in which captures come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `Format-List`: `Name : value`.
    List,
    /// `Format-Table`: header, rule of dashes, rows.
    Table,
    /// Bare values, one a line (`select -ExpandProperty`).
    Values,
    /// ConvertTo-Json or Graph REST.
    Json,
    /// Export-Csv.
    Csv,
    /// Export-Clixml, HealthChecker data among it.
    Clixml,
    /// Result cache of the Hybrid Configuration Wizard.
    Xhcw,
    /// Text log of the Hybrid Configuration Wizard.
    HcwLog,
    /// An HTTP answer (`curl -i`, `hmaudit probe`).
    Wire,
    /// `reg export` or `reg query`.
    Registry,
}

/// One property as printed.
#[derive(Debug, Clone)]
pub struct Field<'s> {
    /// Name as printed.
    pub name: Cow<'s, str>,
    /// The value.
    pub raw: Raw<'s>,
    /// Where the value stands; where the name stands if the value is blank. Never empty.
    pub at: Span,
}

/// A value as printed, not yet interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw<'s> {
    /// One value, white space trimmed, wrapped lines joined. `True` and `False` stay text here.
    Scalar(Cow<'s, str>),
    /// A list in braces or of a typed form.
    List {
        /// The items in order.
        items: Vec<Item<'s>>,
        /// PowerShell cut the list (`...`): there are more items than these.
        cut: bool,
    },
    /// A value that is cut short (a table cell ending in `...`).
    Cut(Cow<'s, str>),
    /// Printed, but without a value.
    Blank,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'s> {
    /// The item, trimmed.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub at: Span,
}

/// Why what a command printed that changes something is declined.
const ECHO: &str = "printed by a command that changes something, which is not a capture";

/// Something that was seen and not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it starts (and, as far as known, ends).
    pub at: Span,
    /// Why, in words for a person; says what to capture instead where that helps.
    pub why: String,
}

/// Reads a source. Never fails; see [`Capture::skipped`] for what was declined.
#[must_use]
pub fn read(source: &Source) -> Capture<'_> {
    let (mut out, texts) = read_blocks(source, true);
    deleted::take_out(&mut out);
    wire::scan(source, &mut out);
    name_look_alikes(source, &mut out);
    net::cast(source, &texts, &mut out);
    net::unread::look_at(source, &mut out);
    out
}

/// Names the fields whose names look like those of properties and are none. They may say otherwise than what is read.
fn name_look_alikes(source: &Source, out: &mut Capture<'_>) {
    let lines = out.skipped.iter().map(|skip| skip.at.start as usize..skip.at.end as usize);
    let disguised = lines.filter(|line| veil::is_disguised(source.text.get(line.clone()).unwrap_or_default()));
    out.lost.extend(disguised.map(|line| net::around(&source.text, &line)).map(|at| source.span(at.start, at.end)));
    for record in &out.records {
        if let Some(field) = record.fields.iter().find(|field| veil::is_look_alike(&field.name)) {
            out.lost.push(record.at);
            out.skipped.push(Skipped { at: field.at, why: veil::Veil::Letters.why().into_owned() });
        }
    }
}

/// Reads the blocks of a source, each in its form. `outermost`: it is not itself a value within another. Returns the stretches of text besides.
fn read_blocks(source: &Source, outermost: bool) -> (Capture<'_>, Vec<Range<usize>>) {
    let mut out = Capture::default();
    out.skipped.extend(source.left_out.iter().map(|&(at, why)| Skipped { at: source.span(at, at + 1), why: why.to_owned() }));
    let mut session = transcript::Session::new(source);
    let mut texts = Vec::new();
    for block in sniff::blocks(&source.text) {
        let reader = match block.kind {
            sniff::Kind::Text => {
                texts.push(block.range.clone());
                session.read(block.range, &mut out);
                continue;
            }
            sniff::Kind::Declined(why) => {
                session.before_document(block.range.start, false, &mut out);
                let end = block.range.start + source.text[block.range.clone()].trim_end().len();
                declined::decline(source, source.span(block.range.start, end), why, &mut out);
                continue;
            }
            sniff::Kind::Json if outermost => json::read,
            sniff::Kind::Json => json::read_within,
            sniff::Kind::Csv => csv::read,
            sniff::Kind::Clixml => clixml::read,
            sniff::Kind::ObjectsXml => objects_xml::read,
            sniff::Kind::Xhcw => xhcw::read,
            sniff::Kind::HcwLog => hcw_log::read,
            sniff::Kind::Wire => wire::read,
            sniff::Kind::Registry => registry::read,
        };
        let is_json = block.kind == sniff::Kind::Json;
        let (before, declined, range) = (out.records.len(), out.skipped.len(), block.range.clone());
        let command = session.before_document(range.start, is_json, &mut out);
        reader(source, block.range, command, &mut out);
        if out.records.len() == before && out.skipped.len() == declined {
            texts.push(range);
        }
        session.after_document(before, &mut out);
    }
    session.finish(&mut out);
    (out, texts)
}
