//! What the cmdlets around a `Get-` do with its output: a closed list. What is not in it leaves out a part, for all anybody knows.

use super::parameters::{self, Parameter};
use std::borrow::Cow;

/// What a stage does.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    /// Prints or passes on all that it gets, as long as its parameters are among these.
    Keeps(&'static [Parameter]),
    /// `Write-Host`, `Write-Output`: prints its arguments, or all that it gets.
    Writes,
    /// `Select-Object`.
    Select,
    /// `ForEach-Object`.
    ForEach,
    /// Prints nothing: `Out-File`, `Export-Csv`.
    Quiet,
    /// Prints something else than rows: `Measure-Object`, `Get-Member`.
    Else,
    /// `Out-GridView` prints only with `-PassThru`, and then what somebody picked.
    Grid,
    /// `Invoke-Command`: what its script block prints.
    Invoke,
    /// `powershell -Command "…"`, `Invoke-Expression "…"`: what the text prints.
    Evaluate,
    /// Gets objects.
    Get,
    /// `Get-Content`, `Import-Clixml`: prints what somebody stored, who knows when and of what.
    Stored,
    /// `Invoke-MgGraphRequest`: prints what a service answers.
    Fetched,
    /// Changes something; what it prints is an echo.
    Changes,
    /// A connection, a session, a variable: see `connection` and `memory`.
    Connects,
    /// Signs in to a tenant, which is not a connection to Exchange.
    SignsIn,
    /// Sets, clears or prints a variable by its name.
    Variable,
    /// Gives a name another meaning.
    Alias,
    /// Prints nothing that we read, and changes nothing that we follow.
    Silent,
    /// Nobody knows.
    Unknown,
}

/// Short names and what they stand for.
const ALIASES: &[(&str, &str)] = &[
    ("%", "foreach-object"),
    ("?", "where-object"),
    ("ac", "add-content"),
    ("cat", "get-content"),
    ("cd", "set-location"),
    ("chdir", "set-location"),
    ("clear", "clear-host"),
    ("clip", "set-clipboard"),
    ("clip.exe", "set-clipboard"),
    ("cls", "clear-host"),
    ("clv", "clear-variable"),
    ("echo", "write-output"),
    ("epcsv", "export-csv"),
    ("etsn", "enter-pssession"),
    ("exsn", "exit-pssession"),
    ("fc", "format-custom"),
    ("fl", "format-list"),
    ("foreach", "foreach-object"),
    ("ft", "format-table"),
    ("fw", "format-wide"),
    ("gc", "get-content"),
    ("gcb", "get-clipboard"),
    ("gcm", "get-command"),
    ("gm", "get-member"),
    ("group", "group-object"),
    ("gsn", "get-pssession"),
    ("gv", "get-variable"),
    ("icm", "invoke-command"),
    ("iex", "invoke-expression"),
    ("ipcsv", "import-csv"),
    ("ipmo", "import-module"),
    ("ipsn", "import-pssession"),
    ("lp", "out-printer"),
    ("measure", "measure-object"),
    ("nal", "new-alias"),
    ("nsn", "new-pssession"),
    ("nv", "new-variable"),
    ("ogv", "out-gridview"),
    ("oh", "out-host"),
    ("oss", "out-string"),
    ("powershell", "pwsh"),
    ("powershell.exe", "pwsh"),
    ("pwsh.exe", "pwsh"),
    ("rcjb", "receive-job"),
    ("rmo", "remove-module"),
    ("rsn", "remove-pssession"),
    ("rv", "remove-variable"),
    ("sal", "set-alias"),
    ("sc", "set-content"),
    ("scb", "set-clipboard"),
    ("select", "select-object"),
    ("set", "set-variable"),
    ("sl", "set-location"),
    ("sort", "sort-object"),
    ("sv", "set-variable"),
    ("tee", "tee-object"),
    ("type", "get-content"),
    ("where", "where-object"),
    ("write", "write-output"),
];

const FORMATTING: &[&str] = &["format-list", "format-table", "format-wide", "format-custom"];
const CONVERTING: &[&str] = &["convertto-json", "convertto-csv", "convertto-html", "convertto-xml", "convertto-yaml"];
const PASSING: &[&str] = &["out-string", "out-host", "out-default", "more", "more.com", "tee-object"];
const QUIET: &[&str] = &[
    "out-file",
    "set-content",
    "add-content",
    "export-csv",
    "export-clixml",
    "out-null",
    "out-printer",
    "set-clipboard",
    "convertfrom-json",
];
const STORED: &[&str] = &[
    "get-content",
    "get-item",
    "get-childitem",
    "get-history",
    "import-clixml",
    "import-csv",
    "import-powershelldatafile",
    "get-clipboard",
    "get-eventlog",
    "get-job",
    "get-winevent",
    "receive-job",
];
const FETCHED: &[&str] = &["invoke-mggraphrequest", "invoke-restmethod", "invoke-webrequest"];
const ELSE: &[&str] = &[
    "measure-object",
    "group-object",
    "get-member",
    "compare-object",
    "get-help",
    "get-alias",
    "get-pssession",
    "get-module",
    "help",
];
const CONNECTS: &[&str] = &[
    "connect-exchangeonline",
    "connect-exopssession",
    "connect-ippssession",
    "disconnect-exchangeonline",
    "connect-exchangeserver",
    "add-pssnapin",
    "new-pssession",
    "new-exopssession",
    "import-pssession",
    "import-module",
    "remove-module",
    "enter-pssession",
    "exit-pssession",
    "exit",
    "remove-pssession",
    "disconnect-pssession",
];
const VARIABLE: &[&str] = &["set-variable", "new-variable", "clear-variable", "remove-variable", "get-variable"];
const SIGNS_IN: &[&str] = &[
    "connect-mggraph",
    "connect-graph",
    "connect-azuread",
    "connect-msolservice",
    "connect-azaccount",
    "connect-entra",
    "add-azaccount",
    "login-azaccount",
    "set-azcontext",
];
const SILENT: &[&str] = &[
    "set-location",
    "push-location",
    "pop-location",
    "clear-host",
    "start-transcript",
    "stop-transcript",
    "set-executionpolicy",
    "set-strictmode",
    "set-psreadlineoption",
    "set-psdebug",
    "set-adserversettings",
    "start-sleep",
    "write-error",
    "write-verbose",
    "write-warning",
    "write-debug",
    "write-progress",
    "write-information",
    "add-type",
    "new-item",
    "remove-item",
    "disconnect-mggraph",
    "disconnect-azuread",
    "install-module",
    "update-module",
    "uninstall-module",
    "chcp",
    "chcp.com",
    "mode",
    "prompt",
    "title",
];
const CHANGING: &[&str] = &[
    "set-",
    "new-",
    "remove-",
    "enable-",
    "disable-",
    "update-",
    "add-",
    "restart-",
    "start-",
    "stop-",
    "install-",
    "uninstall-",
    "move-",
    "rename-",
    "clear-",
    "grant-",
    "revoke-",
    "reset-",
    "suspend-",
    "resume-",
    "complete-",
    "import-",
    "dismount-",
    "mount-",
];

/// What a command is called in full, in lower case, without its module.
pub fn name(typed: &str) -> String {
    // `Connect-Exchange`Online` and `Connect-Exchange"Online"` are that cmdlet.
    let name = plain(typed).to_ascii_lowercase();
    let bare = if name.contains(['/', ':']) || name.starts_with(['.', '\\', '~']) {
        name.as_str()
    } else {
        name.rsplit('\\').next().unwrap_or(&name)
    };
    ALIASES.iter().find(|(alias, _)| *alias == bare).map_or(bare, |(_, whole)| whole).to_owned()
}

/// A name without the back-ticks and quotes within it, which PowerShell leaves out.
pub fn plain(typed: &str) -> Cow<'_, str> {
    let is_extra = |character: char| character == '`' || super::scan::quote_of(character).is_some();
    if typed.contains(is_extra) { Cow::Owned(typed.replace(is_extra, "")) } else { Cow::Borrowed(typed) }
}

/// What the command of this full name does.
pub fn stage(name: &str) -> Stage {
    let is_in = |list: &[&str]| list.contains(&name);
    match name {
        "select-object" => Stage::Select,
        "sort-object" => Stage::Keeps(parameters::SORT),
        "foreach-object" => Stage::ForEach,
        "out-gridview" => Stage::Grid,
        "write-output" | "write-host" => Stage::Writes,
        "invoke-command" => Stage::Invoke,
        "pwsh" | "invoke-expression" => Stage::Evaluate,
        "set-alias" | "new-alias" => Stage::Alias,
        _ if is_in(FORMATTING) => Stage::Keeps(parameters::FORMATTING),
        _ if is_in(CONVERTING) => Stage::Keeps(parameters::CONVERTING),
        _ if is_in(PASSING) => Stage::Keeps(parameters::PASSING),
        _ if is_in(QUIET) => Stage::Quiet,
        _ if is_in(ELSE) => Stage::Else,
        _ if is_in(STORED) => Stage::Stored,
        _ if is_in(FETCHED) => Stage::Fetched,
        _ if is_in(CONNECTS) => Stage::Connects,
        _ if is_in(SIGNS_IN) => Stage::SignsIn,
        _ if is_in(VARIABLE) => Stage::Variable,
        _ if is_in(SILENT) => Stage::Silent,
        // They leave out what they get from the pipeline.
        "get-unique" | "get-random" => Stage::Unknown,
        _ if is_get(name) => Stage::Get,
        _ if CHANGING.iter().any(|verb| name.starts_with(verb)) => Stage::Changes,
        _ => Stage::Unknown,
    }
}

/// `Get-` and a noun.
fn is_get(name: &str) -> bool {
    name.strip_prefix("get-").is_some_and(|noun| !noun.is_empty() && noun.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a cmdlet is of Graph or a module before it, whose parameters are others than those of Exchange.
pub fn is_cloud(name: &str) -> bool {
    ["get-mg", "get-azuread", "get-msol", "get-az", "get-entra"].iter().any(|start| name.starts_with(start))
}
