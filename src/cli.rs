//! The command line: every argument with its help, from which completions and the man page are derived too.

use crate::policy::{Expect, FailOn};
use crate::report::Format;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

mod help;

/// Checks whether an on-premises Exchange organisation is ready for hybrid modern authentication.
#[derive(Debug, Parser)]
#[command(name = "hmaudit", version, propagate_version = false, max_term_width = 100, arg_required_else_help = true, after_help = help::HMAUDIT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audit captures and report
    #[command(after_help = help::CHECK)]
    Check(Box<CheckArgs>),
    /// Write PowerShell scripts that repair what the audit found, and scripts that undo the repair
    #[command(after_help = help::REMEDIATE)]
    Remediate(RemediateArgs),
    /// Apply the repairs to the model, audit it again, and print the steps and what would remain
    #[command(after_help = help::PLAN)]
    Plan(PlanArgs),
    /// Print the records that were read, with their positions
    #[command(after_help = help::PARSE)]
    Parse(ParseArgs),
    /// Compare two snapshots or two JSON reports
    #[command(after_help = help::DIFF)]
    Diff(DiffArgs),
    /// Explain a rule; list those that begin with `HMA-SPN`, or all
    #[command(after_help = help::EXPLAIN)]
    Explain(ExplainArgs),
    /// Validate or test custom rules; list what changed in the guidance
    #[command(subcommand, after_help = help::RULES)]
    Rules(RulesCommand),
    /// Print a read-only PowerShell script that captures everything the audit needs
    #[command(subcommand, after_help = help::COLLECT)]
    Collect(CollectCommand),
    /// Send an unauthenticated bearer challenge to the URLs in the captures and write the answers as a capture
    #[cfg(feature = "live")]
    #[command(after_help = help::PROBE)]
    Probe(ProbeArgs),
    /// Read the service principal from Microsoft Graph and write it as a capture
    #[cfg(feature = "live")]
    #[command(after_help = help::FETCH)]
    Fetch(FetchArgs),
    /// Replace everything that could identify an organisation with stable pseudonyms; the verdicts stay the same
    #[command(after_help = help::REDACT)]
    Redact(RedactArgs),
    /// Show for each client, inside and outside, in each tenant: works, breaks (at which link), or unknown
    #[command(after_help = help::CLIENTS)]
    Clients(ClientsArgs),
    /// Audit each folder in a folder as a snapshot of its own: one line each
    #[command(after_help = help::FLEET)]
    Fleet(FleetArgs),
    /// Check that scripts are still as `remediate` wrote them
    #[command(after_help = help::VERIFY_SCRIPT)]
    VerifyScript(VerifyScriptArgs),
    /// Print a JSON Schema
    Schema(SchemaArgs),
    /// Print shell completions
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print man pages
    #[command(after_help = help::MAN)]
    Man(ManArgs),
}

impl Command {
    /// The display options of the command, if it has any.
    #[must_use]
    pub fn display(&self) -> Option<&DisplayArgs> {
        match self {
            Self::Check(args) => Some(&args.display),
            Self::Remediate(args) => Some(&args.display),
            Self::Plan(args) => Some(&args.display),
            Self::Parse(args) => Some(&args.display),
            Self::Diff(args) => Some(&args.display),
            Self::Explain(args) => Some(&args.display),
            #[cfg(feature = "live")]
            Self::Probe(args) => Some(&args.display),
            #[cfg(feature = "live")]
            Self::Fetch(args) => Some(&args.display),
            Self::Redact(args) => Some(&args.display),
            Self::Clients(args) => Some(&args.display),
            _ => None,
        }
    }
}

/// Captures and tenants, for all commands that read captures.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Captures: files, folders, patterns such as `captures\*.txt`, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// The tenant that a service principal capture (or a folder of them) belongs to
    #[arg(long, value_name = "NAME=PATH")]
    pub tenant: Vec<String>,
    /// Encoding of all captures.
    #[arg(long, value_name = "NAME", help = encoding_help())]
    pub encoding: Option<String>,
}

/// Rules, waivers and the date of the audit.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// Configuration file [default: hmaudit.yml in the current folder, or the nearest one above] [env: HMAUDIT_CONFIG]
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Folder or file with your own rules, in addition to the built-in ones
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// Also ask what a pack asks: `client`, `passwordless`, or a folder given with --rules (repeatable)
    #[arg(long, value_name = "NAME")]
    pub pack: Vec<String>,
    /// Run only these rules (ids, names, or a prefix such as HMA-SPN; comma separated)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Do not run these rules (ids, names, or a prefix such as HMA-SPN; comma separated)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// Areas that are checked although nothing of theirs was captured (comma separated), or `all`
    #[arg(long, value_name = "AREA", value_delimiter = ',')]
    pub require: Vec<String>,
    /// State that the organisation should have: with `enabled`, switches that are off are errors [default: auto] [env: HMAUDIT_EXPECT]
    #[arg(long, value_name = "STATE")]
    pub expect: Option<Expect>,
    /// Judge certificates and waivers as of this date (2026-11-21) [default: today] [env: HMAUDIT_AS_OF]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// File with waivers, in addition to those in the configuration
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<PathBuf>,
    /// Ignore all waivers
    #[arg(long)]
    pub no_waivers: bool,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Display options.
#[derive(Debug, Args)]
pub struct DisplayArgs {
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Print less: no progress and no remarks; of a report only failures and the verdict
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more evidence, sources and progress
    #[arg(long, short)]
    pub verbose: bool,
}

/// `hmaudit check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the report on standard output [default: terminal] [env: HMAUDIT_FORMAT]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Title at the top of the report for people (terminal, Markdown, HTML), with the name of the organisation
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Also write the report to a file; the format follows the file extension.
    #[arg(long, short, value_name = "PATH", help = output_help())]
    pub output: Vec<PathBuf>,
    /// Exit with 1 if there are findings of this severity or above [default: error] [env: HMAUDIT_FAIL_ON]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Report only findings that are not in this earlier JSON report
    #[arg(long, value_name = "REPORT.json")]
    pub baseline: Option<PathBuf>,
    /// Write the commands that supply what is missing to this folder, a script for each shell
    #[arg(long, value_name = "DIR")]
    pub next: Option<PathBuf>,
    /// Replace scripts that are already in the folder of --next
    #[arg(long, requires = "next")]
    pub force: bool,
    /// Also report what passed and what does not apply
    #[arg(long)]
    pub all: bool,
    /// Exit with 3 instead of 0 if a file or line that looks like evidence was not read
    #[arg(long)]
    pub strict: bool,
    /// Print every setting and where it came from, then exit
    #[arg(long)]
    pub show_config: bool,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit remediate`.
#[derive(Debug, Args)]
pub struct RemediateArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Folder to write the scripts to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace existing files
    #[arg(long)]
    pub force: bool,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the plan
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub format: PlanFormat,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// Formats of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For a person at a terminal.
    Terminal,
    /// For programs.
    Json,
    /// A change request.
    Markdown,
}

/// Formats of `hmaudit parse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    /// A readable table.
    Terminal,
    /// An array of records: cmdlet, properties, path and line.
    Json,
}

/// `hmaudit parse`.
#[derive(Debug, Args)]
pub struct ParseArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Format of the records
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub format: ParseFormat,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Snapshot folder or JSON report from before
    #[arg(value_name = "BEFORE")]
    pub before: String,
    /// Snapshot folder or JSON report from after
    #[arg(value_name = "AFTER")]
    pub after: String,
    /// The tenant that a capture (or a folder of them) in BEFORE or AFTER belongs to
    #[arg(long, value_name = "NAME=PATH")]
    pub tenant: Vec<String>,
    /// Encoding of all captures.
    #[arg(long, value_name = "NAME", help = encoding_help())]
    pub encoding: Option<String>,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the comparison
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub format: PlanFormat,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Id or name of a rule, or a prefix such as HMA-SPN, which lists these rules (with --verbose, explains them)
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
    /// Folder or file with your own rules
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// Say which sources were last read more than a year before this date [default: today] [env: HMAUDIT_AS_OF]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Validate rule files
    Check {
        /// Rule file or folder
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
    /// Run the cases next to the rules: pass*, fail*, inconclusive*, not-applicable*
    Test {
        /// Rule file or folder
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// Folder with the cases [default: `fixtures` next to the rules]
        #[arg(long, value_name = "DIR")]
        cases: Option<PathBuf>,
    },
    /// List what changed in the guidance and when, and which edition of it each rule follows
    Changelog {
        /// Folder or file with your own rules
        #[arg(long, value_name = "PATH")]
        rules: Vec<PathBuf>,
        /// Say what was last read more than a year before this date [default: today] [env: HMAUDIT_AS_OF]
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
    },
}

/// `hmaudit clients`.
#[derive(Debug, Args)]
pub struct ClientsArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Format of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub format: ClientsFormat,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// Formats of `hmaudit clients`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClientsFormat {
    /// For people.
    Terminal,
    /// For programs.
    Json,
}

/// `hmaudit fleet`.
#[derive(Debug, Args)]
pub struct FleetArgs {
    /// Folder whose folders are the snapshots
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Form of the lines
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub format: FleetFormat,
    /// Severity from which a snapshot counts as having findings [default: error]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Skip the snapshots that this file of records (written with --format ndjson) holds already
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
}

/// Forms of `hmaudit fleet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FleetFormat {
    /// Columns for people.
    Terminal,
    /// One JSON record per line.
    Ndjson,
}

/// `hmaudit collect`.
#[derive(Debug, Subcommand)]
pub enum CollectCommand {
    /// For the Exchange Management Shell of the on-premises organisation
    Exchange(CollectArgs),
    /// For Exchange Online PowerShell, once per tenant
    Online(CollectArgs),
    /// For Microsoft Graph PowerShell, once per tenant
    Entra(CollectArgs),
}

/// What a collector script is for.
#[derive(Debug, Args)]
pub struct CollectArgs {
    /// Capture only what these captures still lack
    #[arg(long = "for", value_name = "PATH", num_args = 1..)]
    pub captures: Vec<String>,
    /// The tenant that a service principal capture (or a folder of them) belongs to
    #[arg(long, value_name = "NAME=PATH", requires = "captures")]
    pub tenant: Vec<String>,
    /// Rules.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// The file that a live command writes.
#[cfg(feature = "live")]
#[derive(Debug, Args)]
pub struct CaptureArgs {
    /// File to write the capture to [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

/// Whom a live command trusts.
#[cfg(feature = "live")]
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// Trust this certificate authority (PEM) instead of the platform's
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Sign-in host instead of the cloud's, for tests
    #[arg(long, value_name = "URL", hide = true)]
    pub authority: Option<String>,
}

/// `hmaudit probe`.
#[cfg(feature = "live")]
#[derive(Debug, Args)]
pub struct ProbeArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Where the capture goes.
    #[command(flatten)]
    pub to: CaptureArgs,
    /// Seconds to wait for one host
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub timeout: u64,
    /// Number of concurrent requests
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub concurrency: usize,
    /// Whom to trust.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Also contact hosts with loopback, link-local and private addresses
    #[arg(long)]
    pub allow_private: bool,
    /// Mailbox for Autodiscover V2 and for the challenges, because policies differ between mailboxes
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<String>,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit fetch`.
#[cfg(feature = "live")]
#[derive(Debug, Args)]
pub struct FetchArgs {
    /// Tenant id or domain
    #[arg(long, value_name = "ID")]
    pub tenant: String,
    /// Application (client) id
    #[arg(long, value_name = "ID")]
    pub client_id: String,
    /// Environment variable with the client secret
    #[arg(long, value_name = "VARIABLE", default_value = "HMAUDIT_CLIENT_SECRET")]
    pub secret_env: String,
    /// File with the client secret
    #[arg(long, value_name = "FILE", conflicts_with = "certificate")]
    pub secret_file: Option<PathBuf>,
    /// PEM file with certificate and private key, instead of a secret
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Cloud of the tenant
    #[arg(long, value_name = "CLOUD", default_value = "global")]
    pub cloud: CloudArg,
    /// Where the capture goes.
    #[command(flatten)]
    pub to: CaptureArgs,
    /// Seconds to wait for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,
    /// Whom to trust.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Graph host instead of the cloud's, for tests
    #[arg(long, value_name = "URL", hide = true)]
    pub graph: Option<String>,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `--cloud`.
#[cfg(feature = "live")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CloudArg {
    /// Worldwide, GCC included.
    Global,
    /// US Government L4 (GCC High).
    UsGov,
    /// US Government L5 (`DoD`).
    UsGovDod,
    /// Operated by 21Vianet.
    China,
}

/// `hmaudit redact`.
#[derive(Debug, Args)]
pub struct RedactArgs {
    /// Captures.
    #[command(flatten)]
    pub input: InputArgs,
    /// Folder to write the redacted captures (or JSON reports) to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Key file. It is written so that the pseudonyms can be reversed, with a report of what a person has to review; if it exists, its pseudonyms are used again
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Reverse the pseudonyms with the key file, in captures and in reports about them
    #[arg(long, requires = "key")]
    pub reverse: bool,
    /// Replace existing files
    #[arg(long)]
    pub force: bool,
    /// Display options.
    #[command(flatten)]
    pub display: DisplayArgs,
}

/// `hmaudit verify-script`.
#[derive(Debug, Args)]
pub struct VerifyScriptArgs {
    /// Scripts, or folders with scripts
    #[arg(required = true, value_name = "FILE")]
    pub paths: Vec<PathBuf>,
}

/// `hmaudit schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Schema to print
    #[arg(value_name = "report|rule|config")]
    pub what: String,
}

/// `hmaudit completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell: bash, elvish, fish, nushell, powershell, zsh
    #[arg(value_name = "SHELL")]
    pub shell: String,
}

/// `hmaudit man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Command whose page is printed [default: the page of hmaudit itself]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace existing files
    #[arg(long, requires = "out")]
    pub force: bool,
}

fn encoding_help() -> String {
    format!("Encoding of all captures: {} [default: detected]", crate::source::encodings::ENCODINGS.join(", "))
}

fn output_help() -> String {
    format!("Also write the report to a file; the format follows the file extension: {}", Format::endings_in_words())
}
