//! Which organisation the cmdlets of a session ask: connections, imported and entered sessions, prefixes.

use crate::capture::Shell;

/// Hosts of Exchange Online in all clouds: the ends of their names.
const CLOUD_HOSTS: &[&str] = &[
    "outlook.com",
    "office365.com",
    "office.com",
    "office365.us",
    "office365-net.us",
    "apps.mil",
    "outlook.cn",
    "outlook.de",
    "office.de",
    "sovcloud.fr",
    "sovcloud.de",
];

/// The window that a command was typed in, as far as its prompt tells. `[PS]` is the prompt of the Exchange Management Shell; no other shell has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// No prompt stands before the command.
    #[default]
    Unknown,
    /// `PS C:\>`.
    Plain,
    /// `[PS] C:\>`.
    Management,
}

/// Connections of the windows that a text shows.
#[derive(Debug, Clone, Default)]
pub struct Connections {
    plain: Connected,
    management: Connected,
    /// The side of the session that was made last.
    latest: Option<Shell>,
}

/// Connections of one window.
#[derive(Debug, Clone, Default)]
struct Connected {
    /// Cmdlets that came in, the latest last: their prefix and their side.
    imports: Vec<(String, Option<Shell>)>,
    /// Sessions that were entered, the innermost last.
    entered: Vec<Entered>,
}

/// A session that was entered.
#[derive(Debug, Clone, Copy)]
struct Entered {
    /// The side of its host.
    host: Shell,
    /// The side that its cmdlets ask, which a connection made within it changes.
    side: Shell,
    /// A prompt has named its host.
    shown: bool,
}

/// What a command does to the connections.
#[derive(Debug, Clone)]
pub enum Change {
    /// Cmdlets come in, with a prefix or without.
    Import(String, Option<Shell>),
    /// A session is made.
    Made(Option<Shell>),
    /// A session is entered, or left.
    Enter(Shell),
    /// It is left.
    Exit,
    /// A prompt that names the host of a session that was entered, or none.
    Prompted(Option<Shell>),
    /// Connections to Exchange Online end.
    Disconnect,
    /// Sessions end, whatever their side.
    EndAll,
}

impl Connections {
    /// Applies a change that a command makes in its window. A plain window never becomes the Exchange Management Shell, so that what was done there does not
    /// concern it; where the window is not known, all are concerned. Whether another session is entered or left by it in that window.
    pub fn apply(&mut self, window: Window, change: &Change) -> bool {
        if let Change::Made(side) = change {
            self.latest = *side;
        }
        if let Change::Prompted(_) = change {
            let connected = if window == Window::Management { &mut self.management } else { &mut self.plain };
            return connected.apply(change);
        }
        let plain = self.plain.apply(change);
        let management = window != Window::Plain && self.management.apply(change);
        if window == Window::Management { management } else { plain }
    }

    /// The side of the session that was made last.
    pub fn latest(&self) -> Option<Shell> {
        self.latest
    }

    /// The side that a cmdlet asks, and its name without the prefix of an import.
    pub fn of(&self, window: Window, cmdlet: &str) -> (Option<Shell>, Option<String>) {
        let connected = if window == Window::Management { &self.management } else { &self.plain };
        if let Some(side) = connected.entered.last().map(|entered| entered.side) {
            return (Some(side), None);
        }
        let Some((verb, noun)) = cmdlet.split_once('-') else { return (connected.side(), None) };
        for (prefix, side) in connected.imports.iter().rev().filter(|(prefix, _)| !prefix.is_empty()) {
            let has = noun.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
            if has && noun.len() > prefix.len() {
                return (*side, Some(format!("{verb}-{}", &noun[prefix.len()..])));
            }
        }
        (connected.side(), None)
    }

    /// The side that cmdlets without a prefix ask.
    pub fn side(&self, window: Window) -> Option<Shell> {
        self.of(window, "").0
    }
}

impl Connected {
    fn side(&self) -> Option<Shell> {
        self.imports.iter().rev().find(|(prefix, _)| prefix.is_empty()).and_then(|(_, side)| *side)
    }

    fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::Import(prefix, side) => match self.entered.last_mut() {
                Some(entered) if prefix.is_empty() => entered.side = side.unwrap_or(Shell::Unknown),
                _ => self.imports.push((prefix.clone(), *side)),
            },
            Change::Enter(side) => {
                self.entered.push(Entered { host: *side, side: *side, shown: false });
                return true;
            }
            Change::Exit => return self.entered.pop().is_some(),
            Change::Disconnect => self.imports.retain(|(_, side)| *side != Some(Shell::Tenant)),
            Change::EndAll => self.imports.clear(),
            Change::Prompted(Some(side)) => match self.entered.last_mut() {
                Some(entered) if !entered.shown || entered.host == *side => {
                    if !entered.shown {
                        *entered = Entered { host: *side, side: *side, shown: true };
                    }
                }
                _ => {
                    self.entered = vec![Entered { host: *side, side: *side, shown: true }];
                    return true;
                }
            },
            Change::Prompted(None) => {
                let before = self.entered.len();
                // A prompt of one's own may name no host.
                self.entered.retain(|entered| !entered.shown && entered.side != Shell::OnPremises);
                return self.entered.len() != before;
            }
            Change::Made(_) => {}
        }
        false
    }
}

/// The side of a host or URI; `None` if the text is not a plain one.
pub fn side_of_host(text: &str) -> Option<Shell> {
    let text = text.trim().trim_matches(['"', '\'']);
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split(['/', ':', '?']).next().unwrap_or("").trim_end_matches('.').to_ascii_lowercase();
    let is_plain =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    // A number is that of a session.
    if !is_plain || host.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_cloud =
        CLOUD_HOSTS.iter().any(|end| host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    Some(if is_cloud { Shell::Tenant } else { Shell::OnPremises })
}

/// What a line that a console prints says of a connection that was made: the banner of the module for Exchange Online, the warning of a redirected session, the
/// module that an imported session becomes.
pub fn announced(text: &str) -> Option<Shell> {
    const BANNER: &[&str] = &[
        "This V3 EXO PowerShell module contains",
        "This V2 EXO PowerShell module contains",
        "Unlike the EXO* prefixed cmdlets",
        "The module allows access to all existing remote PowerShell (V1) cmdlets",
        "For more information check https://aka.ms/exov3-module",
    ];
    let body = text.trim_start();
    if BANNER.iter().any(|start| body.starts_with(start)) {
        return Some(Shell::Tenant);
    }
    let is_import = body.contains("tmp_") && (body.starts_with("Script ") || body.contains("'tmp_"));
    // The words around the address of the other host are translated.
    let url = || body.find("https://").map(|at| &body[at..]);
    let is_redirection = body.contains("//") && body.to_ascii_lowercase().contains("powershell-liveid");
    match (is_redirection, is_import) {
        (true, _) => url().and_then(side_of_host).filter(|side| *side == Shell::Tenant),
        (_, true) => Some(Shell::Unknown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_all_clouds_are_known() {
        for host in [
            "https://outlook.office365.com/powershell-liveid/",
            "https://ps.outlook.com/PowerShell-LiveID?PSVersion=5.1",
            "https://outlook.office365.us/powershell-liveid",
            "https://webmail.apps.mil/powershell-liveid",
            "https://partner.outlook.cn/PowerShell",
            "outlook.sovcloud.fr",
        ] {
            assert_eq!(side_of_host(host), Some(Shell::Tenant), "{host}");
        }
        for host in
            ["http://ex01.corp.contoso.com/PowerShell/", "EX01", "https://outlook.contoso.com/powershell", "notoutlook.com"]
        {
            assert_eq!(side_of_host(host), Some(Shell::OnPremises), "{host}");
        }
        for host in ["$uri", "", "$($server.Fqdn)"] {
            assert_eq!(side_of_host(host), None, "{host}");
        }
    }

    #[test]
    fn what_came_in_last_answers() {
        let mut all = Connections::default();
        let side = |all: &Connections, window| all.side(window);
        all.apply(Window::Plain, &Change::Import(String::new(), Some(Shell::Tenant)));
        assert_eq!((side(&all, Window::Plain), side(&all, Window::Management)), (Some(Shell::Tenant), None));
        all.apply(Window::Management, &Change::Import("Cloud".to_owned(), Some(Shell::Tenant)));
        assert_eq!(
            all.of(Window::Management, "Get-CloudOrganizationConfig"),
            (Some(Shell::Tenant), Some("Get-OrganizationConfig".to_owned()))
        );
        assert_eq!(all.of(Window::Management, "Get-OrganizationConfig"), (None, None));
        all.apply(Window::Plain, &Change::Disconnect);
        assert_eq!(side(&all, Window::Plain), None);
    }
}
