//! Commands that are in no list: what they may do to the session, told by their names.

use super::cmdlets::{self, Stage};
use crate::capture::Shell;

/// Words in the names of scripts and functions that connect to Exchange Online.
const ONLINE: &[&str] = &["exo", "exchangeonline", "office365", "o365", "m365", "microsoft365", "365"];

/// Verbs of functions that make a connection.
const OPENING: &[&str] = &["add", "enter", "import", "initialize", "invoke", "load", "new", "open", "start", "use"];

/// Connections of modules that have no cmdlets of Exchange.
const ELSEWHERE: &[&str] = &[
    "connect-aad",
    "connect-aadintune",
    "connect-adfs",
    "connect-entra",
    "connect-graph",
    "connect-managementgroup",
    "connect-microsoftteams",
    "connect-pnponline",
    "connect-pssession",
    "connect-serviceaccount",
    "connect-sposervice",
    "connect-viserver",
    "connect-wsman",
    // They belong to the Exchange Management Shell.
    "commonconnectfunctions.ps1",
    "connectfunctions.ps1",
];

/// The organisation that a command connects to which nobody knows: Exchange Online by its name, else one that cannot be told. `None` if its name says
/// nothing of a connection. `name` is in lower case.
pub fn connects_to(name: &str) -> Option<Shell> {
    let file = name.rsplit(['\\', '/']).next().unwrap_or(name);
    let verb = file.split_once('-').map_or("", |(verb, _)| verb);
    if ELSEWHERE.contains(&file) || HARMLESS_VERBS.contains(&verb) {
        return None;
    }
    let is_online = ONLINE.iter().any(|word| file.contains(word));
    let connects = ["connect", "logon", "login", "signin", "sign-in"].iter().any(|word| file.contains(word));
    let is_short = is_online && file.len() <= 16 && !file.contains('-') && !file.contains('.');
    match (connects && !file.contains("disconnect"), is_online) {
        (true, true) => Some(Shell::Tenant),
        (true, false) => Some(Shell::Unknown),
        (false, true) if is_short || OPENING.contains(&verb) => Some(Shell::Tenant),
        (false, _) => None,
    }
}

/// Verbs of cmdlets that leave variables alone, where their noun is not known either.
const HARMLESS_VERBS: &[&str] = &[
    "backup",
    "compare",
    "convert",
    "convertfrom",
    "convertto",
    "debug",
    "export",
    "find",
    "format",
    "get",
    "join",
    "measure",
    "out",
    "ping",
    "read",
    "receive",
    "resolve",
    "save",
    "search",
    "select",
    "send",
    "show",
    "sort",
    "split",
    "test",
    "trace",
    "wait",
    "where",
    "write",
];

/// Programs and commands that leave variables alone.
const HARMLESS: &[&str] = &[
    "certutil",
    "cmd",
    "copy",
    "copy-item",
    "cp",
    "curl",
    "date",
    "del",
    "dig",
    "dir",
    "disconnect-mggraph",
    "dsquery",
    "echo",
    "erase",
    "explorer",
    "fc",
    "find",
    "findstr",
    "ftp",
    "gcb",
    "ghy",
    "gp",
    "gpresult",
    "gpupdate",
    "gps",
    "grep",
    "h",
    "head",
    "history",
    "host",
    "hostname",
    "iisreset",
    "invoke-cimmethod",
    "invoke-item",
    "invoke-mggraphrequest",
    "invoke-restmethod",
    "invoke-webrequest",
    "invoke-wmimethod",
    "ipconfig",
    "irm",
    "iwr",
    "kill",
    "klist",
    "less",
    "ls",
    "md",
    "mkdir",
    "more",
    "move",
    "move-item",
    "mv",
    "net",
    "netsh",
    "netstat",
    "nltest",
    "notepad",
    "nslookup",
    "pause",
    "ping",
    "popd",
    "ps",
    "pushd",
    "pwd",
    "rd",
    "ren",
    "rm",
    "rmdir",
    "robocopy",
    "sc.exe",
    "schtasks",
    "select-string",
    "setspn",
    "sleep",
    "sls",
    "ssh",
    "start",
    "systeminfo",
    "tail",
    "tasklist",
    "telnet",
    "time",
    "tracert",
    "tree",
    "ver",
    "vi",
    "w32tm",
    "wc",
    "wevtutil",
    "wget",
    "whoami",
    "winrm",
    "wmic",
    "wsl",
    "xcopy",
];

/// How the nouns begin of cmdlets that change what is stored, and no variables.
const STORED: &[&str] = &[
    "accepteddomain",
    "activesync",
    "ad",
    "app",
    "auth",
    "auto",
    "az",
    "calendar",
    "cas",
    "client",
    "computer",
    "content",
    "date",
    "database",
    "distributiongroup",
    "dns",
    "ecp",
    "entra",
    "exchange",
    "execution",
    "federat",
    "group",
    "hybrid",
    "iis",
    "intraorganization",
    "item",
    "job",
    "mail",
    "mapi",
    "mg",
    "migration",
    "mobile",
    "module",
    "move",
    "msol",
    "net",
    "oab",
    "offlineaddressbook",
    "organization",
    "outlook",
    "owa",
    "package",
    "partner",
    "powershellvirtualdirectory",
    "process",
    "ps",
    "receiveconnector",
    "remote",
    "retention",
    "rpc",
    "send",
    "service",
    "setting",
    "sharing",
    "sleep",
    "smb",
    "test",
    "throttling",
    "timespan",
    "timezone",
    "transcript",
    "transport",
    "um",
    "user",
    "web",
    "win",
];

/// Whether a command may do anything to the variables of the session: scripts, functions, names that stand for nobody knows what. `name` is whole and in
/// lower case.
pub fn may_do_anything(name: &str) -> bool {
    let is_program = [".exe", ".com", ".bat", ".cmd", ".cpl", ".msc"].iter().any(|end| name.ends_with(end));
    if is_program || HARMLESS.contains(&name) || name.starts_with("%") {
        return false;
    }
    if name.ends_with(".ps1") || name.contains(['\\', '/', ':', '$', '(']) {
        return true;
    }
    let Some((verb, noun)) = name.split_once('-') else { return true };
    if HARMLESS_VERBS.contains(&verb) {
        return false;
    }
    match cmdlets::stage(name) {
        Stage::Changes => !STORED.iter().any(|start| noun.starts_with(start)),
        Stage::Unknown => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_command_may_do() {
        for name in [".\\fix.ps1", "fix.ps1", "fixit", "fix-it", "update-it", "invoke-fix", "c:\\fix", "repair-names"] {
            assert!(may_do_anything(name), "{name}");
        }
        for name in ["ping", "ipconfig.exe", "test-oauthconnectivity", "set-authserver", "update-mgserviceprincipal", "get-x"] {
            assert!(!may_do_anything(name), "{name}");
        }
    }

    #[test]
    fn names_tell_where_a_command_connects_to() {
        for name in [
            "connect-exo",
            "connect-m365",
            "cexo",
            ".\\connecto365services.ps1",
            "connect-toexchangeonline",
            "exo",
            "start-exosession",
        ] {
            assert_eq!(connects_to(name), Some(Shell::Tenant), "{name}");
        }
        for name in ["connect-tocloud", "connect-all", "c:\\scripts\\logon.ps1"] {
            assert_eq!(connects_to(name), Some(Shell::Unknown), "{name}");
        }
        for name in [
            "connect-pnponline",
            "connectfunctions.ps1",
            "fix-it",
            "exomailboxreport.ps1",
            "disconnect-all",
            "test-netconnection",
        ] {
            assert_eq!(connects_to(name), None, "{name}");
        }
    }
}
