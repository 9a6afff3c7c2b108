//! Parameters as PowerShell binds them: whole, by an alias, or by as many letters as make them certain.

use super::syntax::{Argument, Value};

/// A parameter of a cmdlet.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name, in the spelling that commands are kept in.
    pub name: &'static str,
    /// It takes no value.
    pub switch: bool,
    /// What comes out is all that goes in, or all there is.
    pub keeps: bool,
}

const fn value(name: &'static str) -> Parameter {
    Parameter { name, switch: false, keeps: true }
}

const fn switch(name: &'static str) -> Parameter {
    Parameter { name, switch: true, keeps: true }
}

const fn drops(name: &'static str) -> Parameter {
    Parameter { name, switch: false, keeps: false }
}

const fn drops_switch(name: &'static str) -> Parameter {
    Parameter { name, switch: true, keeps: false }
}

/// What every cmdlet takes.
const COMMON: &[Parameter] = &[
    switch("Verbose"),
    switch("Debug"),
    value("ErrorAction"),
    value("WarningAction"),
    value("InformationAction"),
    value("ProgressAction"),
    value("ErrorVariable"),
    value("WarningVariable"),
    value("InformationVariable"),
    value("OutVariable"),
    value("OutBuffer"),
    value("PipelineVariable"),
];

/// Short names.
const ALIASES: &[(&str, &str)] = &[
    ("ea", "ErrorAction"),
    ("wa", "WarningAction"),
    ("infa", "InformationAction"),
    ("proga", "ProgressAction"),
    ("ev", "ErrorVariable"),
    ("wv", "WarningVariable"),
    ("iv", "InformationVariable"),
    ("ov", "OutVariable"),
    ("ob", "OutBuffer"),
    ("pv", "PipelineVariable"),
    ("vb", "Verbose"),
    ("db", "Debug"),
    ("dc", "DomainController"),
    ("select", "Property"),
    ("orderby", "Sort"),
    ("limit", "Top"),
    ("cn", "ComputerName"),
];

/// `Get-` cmdlets of Exchange.
pub const EXCHANGE: &[Parameter] = &[
    switch("ADPropertiesOnly"),
    switch("ShowMailboxVirtualDirectories"),
    value("DomainController"),
    switch("Status"),
    switch("IncludeReserved"),
    switch("IgnoreDefaultScope"),
    switch("ReadFromDomainController"),
    switch("RetrieveEwsOperationAccessPolicy"),
    switch("IncludeAlternateServiceAccountCredentialStatus"),
    switch("IncludeAlternateServiceAccountCredentialPassword"),
    value("Credential"),
    value("SortBy"),
    drops("Server"),
    drops("Identity"),
    drops("Filter"),
    drops("RecipientFilter"),
    drops("RecipientTypeDetails"),
    drops("ResultSize"),
    drops("Thumbprint"),
    drops("Instance"),
    drops("DomainName"),
    drops("Domain"),
    drops("Database"),
    drops("Mailbox"),
    drops("OrganizationalUnit"),
    drops("Organization"),
    drops("Anr"),
    drops_switch("Arbitration"),
    drops_switch("AuditLog"),
    drops_switch("Monitoring"),
    drops_switch("Archive"),
    drops_switch("PublicFolder"),
];

/// `Get-` cmdlets of Microsoft Graph and of the modules before it.
pub const CLOUD: &[Parameter] = &[
    switch("All"),
    value("Property"),
    value("ExpandProperty"),
    value("Sort"),
    value("PageSize"),
    value("ConsistencyLevel"),
    value("CountVariable"),
    value("Headers"),
    value("ResponseHeadersVariable"),
    drops("Filter"),
    drops("Search"),
    drops("SearchString"),
    drops("ServicePrincipalId"),
    drops("ServicePrincipalName"),
    drops("AppId"),
    drops("AppPrincipalId"),
    drops("ApplicationId"),
    drops("ObjectId"),
    drops("DisplayName"),
    drops("DisplayNameBeginsWith"),
    drops("Top"),
    drops("First"),
    drops("Skip"),
    drops("MaxResults"),
    drops("TenantId"),
];

/// `Format-List`, `Format-Table` and their like.
pub const FORMATTING: &[Parameter] = &[
    value("Property"),
    value("ExcludeProperty"),
    value("GroupBy"),
    value("View"),
    switch("ShowError"),
    switch("DisplayError"),
    switch("Force"),
    value("Expand"),
    switch("AutoSize"),
    switch("HideTableHeaders"),
    switch("Wrap"),
    switch("RepeatHeader"),
    value("Column"),
    value("Depth"),
    drops("InputObject"),
];

/// `ConvertTo-Json` and its like.
pub const CONVERTING: &[Parameter] = &[
    value("Property"),
    value("Depth"),
    switch("Compress"),
    switch("EnumsAsStrings"),
    switch("AsArray"),
    value("EscapeHandling"),
    value("Delimiter"),
    switch("UseCulture"),
    switch("NoTypeInformation"),
    switch("IncludeTypeInformation"),
    value("UseQuotes"),
    value("QuoteFields"),
    value("As"),
    value("Title"),
    value("Body"),
    value("Head"),
    value("PreContent"),
    value("PostContent"),
    value("CssUri"),
    switch("Fragment"),
    drops("InputObject"),
];

/// `Out-String`, `Out-Host`, `more`, `Write-Output`, `Write-Host`, `Tee-Object`.
pub const PASSING: &[Parameter] = &[
    switch("Stream"),
    value("Width"),
    switch("NoNewline"),
    switch("Paging"),
    switch("NoEnumerate"),
    value("Separator"),
    value("ForegroundColor"),
    value("BackgroundColor"),
    value("FilePath"),
    value("LiteralPath"),
    switch("Append"),
    value("Variable"),
    value("Encoding"),
    drops("InputObject"),
    drops("Object"),
];

/// `Select-Object`.
pub const SELECT: &[Parameter] = &[
    value("Property"),
    value("ExcludeProperty"),
    value("ExpandProperty"),
    switch("Wait"),
    drops_switch("Unique"),
    drops_switch("CaseInsensitive"),
    drops("First"),
    drops("Last"),
    drops("Skip"),
    drops("SkipLast"),
    drops("SkipIndex"),
    drops("Index"),
    drops("InputObject"),
];

/// `Sort-Object`.
pub const SORT: &[Parameter] = &[
    value("Property"),
    switch("Descending"),
    value("Culture"),
    switch("CaseSensitive"),
    switch("Stable"),
    drops_switch("Unique"),
    drops("Top"),
    drops("Bottom"),
    drops("InputObject"),
];

/// `Group-Object`.
pub const GROUP: &[Parameter] = &[
    value("Property"),
    switch("NoElement"),
    switch("AsHashTable"),
    switch("AsString"),
    value("Culture"),
    switch("CaseSensitive"),
    drops("InputObject"),
];

/// `ForEach-Object`.
pub const FOR_EACH: &[Parameter] = &[
    value("Process"),
    value("Begin"),
    value("End"),
    value("RemainingScripts"),
    value("Parallel"),
    value("MemberName"),
    value("ThrottleLimit"),
    drops("ArgumentList"),
    drops("InputObject"),
    drops_switch("AsJob"),
];

/// Everything else that is looked into: sessions, connections, script blocks.
pub const OTHER: &[Parameter] = &[
    value("ScriptBlock"),
    value("ComputerName"),
    value("Session"),
    value("ConnectionUri"),
    value("ConfigurationName"),
    value("Credential"),
    value("Authentication"),
    switch("AllowRedirection"),
    switch("HideComputerName"),
    switch("AllowClobber"),
    switch("DisableNameChecking"),
    switch("AsJob"),
    switch("Auto"),
    value("Prefix"),
    value("ExchangeEnvironmentName"),
    value("UserPrincipalName"),
    value("ShowBanner"),
    value("FilePath"),
    value("ArgumentList"),
    value("Name"),
    value("Value"),
    value("ServerFqdn"),
    value("Id"),
    value("Scope"),
    switch("Global"),
    value("InputObject"),
];

/// `Out-GridView`.
pub const GRID: &[Parameter] = &[value("Title"), switch("Wait"), value("OutputMode"), switch("PassThru"), value("InputObject")];

/// `powershell.exe`, `pwsh`, `Invoke-Expression`.
pub const EVALUATE: &[Parameter] = &[
    value("Command"),
    value("EncodedCommand"),
    value("ExecutionPolicy"),
    value("File"),
    value("Version"),
    value("InputFormat"),
    value("OutputFormat"),
    value("WindowStyle"),
    switch("NoProfile"),
    switch("NonInteractive"),
    switch("NoLogo"),
    switch("NoExit"),
    switch("Mta"),
    switch("Sta"),
];

/// An argument that found its parameter.
#[derive(Debug, Clone)]
pub struct Bound<'n> {
    /// The parameter; `None` for a value that stands alone, and for a parameter that the table does not settle.
    pub parameter: Option<Parameter>,
    /// The parameter as typed; `None` for a value that stands alone.
    pub typed: Option<&'n str>,
    /// The value.
    pub value: Option<&'n Value>,
}

/// Finds the parameter of each argument.
pub fn bind<'n>(text: &'n str, arguments: &'n [Argument], table: &[Parameter]) -> Vec<Bound<'n>> {
    let mut all = Vec::new();
    let mut left = arguments.iter().peekable();
    while let Some(argument) = left.next() {
        let Some(name) = &argument.name else {
            all.push(Bound { parameter: None, typed: None, value: argument.value.as_ref() });
            continue;
        };
        let typed = &text[name.clone()];
        let parameter = resolve(typed, table);
        let mut value = argument.value.as_ref();
        let takes_next = |next: &Argument| {
            let is_flag = next.value.as_ref().is_some_and(|value| is_flag(&text[value.text.clone()]));
            next.name.is_none() && (parameter.is_none_or(|parameter| !parameter.switch) || is_flag)
        };
        if value.is_none()
            && !argument.bound
            && let Some(next) = left.next_if(|next| takes_next(next))
        {
            value = next.value.as_ref();
        }
        all.push(Bound { parameter, typed: Some(typed), value });
    }
    all
}

fn is_flag(text: &str) -> bool {
    text.eq_ignore_ascii_case("$true") || text.eq_ignore_ascii_case("$false")
}

/// Whether it is the whole name of a parameter.
pub fn is_name(name: &str) -> bool {
    [COMMON, EXCHANGE, CLOUD, FORMATTING, CONVERTING, PASSING, SELECT, SORT, GROUP, FOR_EACH, OTHER]
        .iter()
        .any(|table| table.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(name)))
}

/// The parameter of this name, alias, or beginning. PowerShell prefers those of the cmdlet to those that every cmdlet has.
fn resolve(typed: &str, table: &[Parameter]) -> Option<Parameter> {
    let is = |name: &str| name.eq_ignore_ascii_case(typed);
    let alias = ALIASES.iter().find(|(alias, _)| is(alias)).map(|(_, name)| *name);
    let exact = |parameter: &&Parameter| is(parameter.name);
    if let Some(found) = table.iter().chain(COMMON).find(exact) {
        return Some(*found);
    }
    if let Some(found) = alias.and_then(|name| table.iter().chain(COMMON).find(|parameter| parameter.name == name)) {
        return Some(*found);
    }
    let begins =
        |parameter: &&Parameter| parameter.name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let only = |parameters: &[Parameter]| {
        let mut found = parameters.iter().filter(begins);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(Some(*one)),
            (Some(_), Some(_)) => Err(()),
            (None, _) => Ok(None),
        }
    };
    match only(table) {
        Ok(Some(one)) => Some(one),
        Ok(None) => only(COMMON).ok().flatten(),
        Err(()) => None,
    }
}

impl Bound<'_> {
    /// Whether it is the parameter of this name.
    pub fn is(&self, name: &str) -> bool {
        self.parameter.is_some_and(|parameter| parameter.name == name)
    }

    /// Whether a switch was turned off: `-All:$false`.
    pub fn is_off(&self, text: &str) -> bool {
        self.value.is_some_and(|value| text[value.text.clone()].eq_ignore_ascii_case("$false"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_by_as_many_letters_as_make_it_certain() {
        let name = |typed: &str, table: &[Parameter]| resolve(typed, table).map(|parameter| parameter.name);
        for (typed, whole) in
            [("serv", "Server"), ("se", "Server"), ("id", "Identity"), ("f", "Filter"), ("adp", "ADPropertiesOnly")]
        {
            assert_eq!(name(typed, EXCHANGE), Some(whole), "{typed}");
        }
        assert_eq!(name("dc", EXCHANGE), Some("DomainController"));
        assert_eq!(name("ea", SELECT), Some("ErrorAction"));
        assert_eq!(name("f", SELECT), Some("First"));
        assert_eq!(name("exp", SELECT), Some("ExpandProperty"));
        for (typed, table) in [("s", EXCHANGE), ("ex", SELECT), ("nosuch", SORT), ("", SORT)] {
            assert_eq!(name(typed, table), None, "{typed}");
        }
    }
}
