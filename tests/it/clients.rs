//! Which client works: each path with each of its links broken.

use crate::common::{self, RULES, Snapshot, healthy};
use hmaudit::audit::Audit;
use hmaudit::clients::{Clients, Link, Path, Place, State};
use hmaudit::source::Inputs;

fn clients(snapshot: &Snapshot) -> Clients {
    let options = common::options(snapshot, &RULES);
    Audit::of(Inputs::of(snapshot.files.clone(), None), &options).clients()
}

fn path<'c>(clients: &'c Clients, client: &str, place: Place) -> &'c Path {
    let mut paths = clients.paths.iter().filter(|path| path.client.contains(client) && path.place == place);
    let found = paths.next().unwrap_or_else(|| panic!("no path of {client}"));
    assert!(paths.next().is_none(), "{client} has several paths");
    found
}

const WINDOWS: &str = "(MAPI)";
const MAC: &str = "(EWS)";
const NEW: &str = "New Outlook";
const MOBILE: &str = "iOS and Android";
const NATIVE: &str = "(ActiveSync)";
const OWA: &str = "(OWA)";

/// A link that is broken in the healthy estate, and the paths that go over it.
struct Broken {
    link: Link,
    files: &'static [(&'static str, &'static str, &'static str)],
    clients: &'static [&'static str],
    outside: bool,
    operation: &'static str,
}

const ALL: &[&str] = &[WINDOWS, MAC, MOBILE, NATIVE];

const BROKEN: &[Broken] = &[
    Broken {
        link: Link::Autodiscover,
        files: &[("onprem/autodiscover.txt", "OAuthAuthentication           : True", "OAuthAuthentication           : False")],
        clients: ALL,
        outside: true,
        operation: "add-oauth",
    },
    Broken {
        link: Link::Url,
        files: &[("onprem/ews.txt", "InternalUrl                   : https:", "InternalUrl                   : http:")],
        clients: &[WINDOWS, MAC],
        outside: false,
        operation: "use-https",
    },
    Broken {
        link: Link::Name,
        files: &[("tenants/contoso/serviceprincipal.json", "https://mail.contoso.com/", "https://legacy.contoso.com/")],
        clients: ALL,
        outside: true,
        operation: "add-spn",
    },
    Broken {
        link: Link::Oauth,
        files: &[("onprem/ews.txt", "OAuthAuthentication           : True", "OAuthAuthentication           : False")],
        clients: &[WINDOWS, MAC],
        outside: true,
        operation: "add-oauth",
    },
    Broken {
        link: Link::Endpoint,
        files: &[(
            "onprem/authserver.txt",
            "https://login.windows.net/common/oauth2/authorize",
            "https://adfs.contoso.com/adfs/oauth2/authorize",
        )],
        clients: ALL,
        outside: true,
        operation: "clear-default-endpoint",
    },
    Broken {
        link: Link::Policy,
        files: &[
            ("onprem/organizationconfig.txt", "DefaultAuthenticationPolicy : ", "DefaultAuthenticationPolicy : Block legacy"),
            (
                "onprem/authenticationpolicy.txt",
                "BlockModernAuthWebServices        : False",
                "BlockModernAuthWebServices        : True",
            ),
        ],
        clients: &[WINDOWS, MAC],
        outside: true,
        operation: "allow-modern-auth",
    },
    Broken {
        link: Link::Build,
        files: &[("onprem/exchangeserver.txt", "(Build 2562.17)", "(Build 221.12)")],
        clients: ALL,
        outside: true,
        operation: "upgrade-server",
    },
];

#[test]
fn each_path_names_the_first_of_its_links_that_breaks() {
    for bits in 0_u32..1 << BROKEN.len() {
        let broken: Vec<&Broken> =
            BROKEN.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, broken)| broken).collect();
        let edits = broken.iter().flat_map(|broken| broken.files);
        let snapshot = edits.fold(healthy(), |snapshot, (file, from, to)| snapshot.replace_all(file, from, to));
        let clients = clients(&snapshot);
        let what: Vec<&str> = broken.iter().map(|broken| broken.link.word()).collect();
        for client in [WINDOWS, MAC, MOBILE, NATIVE, OWA] {
            for place in [Place::Inside, Place::Outside] {
                let is_over = |broken: &&&Broken| broken.clients.contains(&client) && (broken.outside || place == Place::Inside);
                let expected = broken.iter().find(is_over).map(|broken| broken.link);
                let path = path(&clients, client, place);
                assert_eq!(path.link, expected, "{what:?}: {client} {place:?}: {path:?}");
                assert_eq!(path.verdict, if expected.is_some() { State::Breaks } else { State::Works }, "{what:?}: {path:?}");
                assert_eq!(path.evidence.is_empty(), expected.is_none(), "{what:?}: {path:?}");
                assert!(path.command.is_none() && path.evidence.iter().filter(|place| place.primary).count() <= 1);
            }
        }
        for broken in &broken {
            let is_repair = |repair: &hmaudit::clients::Repair| repair.operation == broken.operation;
            assert!(clients.repairs.iter().any(is_repair), "{what:?}: {:?}", clients.repairs);
        }
        assert_eq!(clients.repairs.is_empty(), broken.is_empty(), "{what:?}");
    }
}

#[test]
fn a_capture_that_is_missing_leaves_the_paths_over_it_unknown() {
    for (file, client, link, command) in [
        ("onprem/ews.txt", MAC, Link::Url, "Get-WebServicesVirtualDirectory"),
        ("onprem/autodiscover.txt", NATIVE, Link::Autodiscover, "Get-AutodiscoverVirtualDirectory"),
        ("onprem/authserver.txt", WINDOWS, Link::Endpoint, "Get-AuthServer"),
        ("onprem/owa.txt", OWA, Link::Oauth, "Get-OwaVirtualDirectory"),
        ("onprem/activesyncorganizationsettings.txt", MOBILE, Link::Policy, "Get-ActiveSync"),
        ("onprem/authenticationpolicy.txt", MAC, Link::Policy, "Get-AuthenticationPolicy"),
        ("onprem/exchangeserver.txt", OWA, Link::Oauth, ""),
        ("tenants/contoso/serviceprincipal.json", WINDOWS, Link::Autodiscover, "Get-MgServicePrincipal"),
    ] {
        let clients = clients(&healthy().without(file));
        let path = path(&clients, client, Place::Outside);
        if command.is_empty() {
            assert_eq!(path.verdict, State::Works, "{file}: {path:?}");
            continue;
        }
        assert_eq!((path.verdict, path.link), (State::Unknown, Some(link)), "{file}: {path:?}");
        assert!(path.command.as_deref().is_some_and(|asked| asked.contains(command)), "{file}: {path:?}");
    }
}

#[test]
fn what_no_source_tells_of_a_client_is_unknown() {
    let clients = clients(&healthy());
    let path = path(&clients, NEW, Place::Inside);
    assert_eq!((path.verdict, &path.command), (State::Unknown, &None));
}

#[test]
fn another_url_is_fewer_repairs_than_a_name_in_each_tenant() {
    let known = clients(&Snapshot::estate("three-tenants"));
    let snapshot = Snapshot::estate("three-tenants").replace(
        "onprem/ews.txt",
        "ExternalUrl                   : https://mail.contoso.com/EWS",
        "ExternalUrl                   : https://legacy.contoso.com/EWS",
    );
    let clients = clients(&snapshot);
    assert_eq!(clients.repairs.len(), known.repairs.len() + 1, "{:?}", clients.repairs);
    let changed = clients.repairs.iter().find(|repair| repair.operation == "set-url").expect("another URL");
    assert!(changed.subject.ends_with("EWS (Default Web Site) ExternalUrl") && changed.tenant.is_none(), "{changed:?}");
}

#[test]
fn outlook_on_the_web_with_oauth_needs_its_reply_urls() {
    let browser = |file: &str, snapshot: Snapshot| {
        snapshot
            .replace_all(file, "OAuthAuthentication           : False", "OAuthAuthentication           : True")
            .replace_all(file, "FormsAuthentication           : True", "FormsAuthentication           : False")
            .replace_all(file, "BasicAuthentication           : True", "BasicAuthentication           : False")
    };
    let snapshot = browser("onprem/ecp.txt", browser("onprem/owa.txt", healthy()));
    let clients = clients(&snapshot);
    let path = path(&clients, OWA, Place::Outside);
    assert_eq!((path.verdict, path.link), (State::Breaks, Some(Link::Name)), "{path:?}");
    assert!(clients.repairs.iter().any(|repair| repair.operation == "owa-reply-urls"), "{:?}", clients.repairs);
}
