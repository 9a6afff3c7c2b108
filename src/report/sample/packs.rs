//! The sample with the tables of packs.

use super::report;
use crate::report::client_matrix::{
    ClientBlocker, ClientCapture, ClientCell, ClientMatrix, ClientNotice, ClientRow, ClientState,
};
use crate::report::sign_in::{MethodState, SignInGroup, SignInMethod};
use crate::report::{Evidence, Report};

/// [The sample](super::report), with people and what they use and have registered.
#[must_use]
pub fn with_packs() -> Report {
    let method = |method: &str, tenant: &str, state, registered| SignInMethod {
        method: method.to_owned(),
        tenant: tenant.to_owned(),
        state,
        for_whom: (state == MethodState::Allowed).then(|| "all but 2".to_owned()),
        registered,
    };
    let sign_in_methods = vec![
        method("Fido2", "contoso", MethodState::Allowed, Some(1_200)),
        method("Fido2", "fabrikam", MethodState::Disabled, Some(0)),
        method("MicrosoftAuthenticator", "contoso", MethodState::Unknown, None),
        method("MicrosoftAuthenticator", "fabrikam", MethodState::Elsewhere, Some(3)),
    ];
    let sign_in_groups = vec![SignInGroup {
        group: "weak-admins".to_owned(),
        what: "administrators without a phishing-resistant method".to_owned(),
        tenant: "contoso".to_owned(),
        names: vec!["adele@contoso.com".to_owned(), "diego@contoso.com".to_owned()],
    }];
    Report { sign_in_methods, sign_in_groups, client_matrix: Some(client_matrix()), ..report() }
}

fn client_matrix() -> ClientMatrix {
    let cell = |state, names: &[&str]| ClientCell {
        state,
        people: names.len(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        update_to: (state == ClientState::Update).then(|| "a new profile".to_owned()),
        why: None,
        also_modern: usize::from(state == ClientState::Update),
        evidence: Some(Evidence {
            label: state.words().into(),
            path: "devices.txt".to_owned(),
            line: 12,
            column: 1,
            end_line: 12,
            end_column: 24,
            text: "DeviceType : Outlook-iOS".to_owned(),
            line_text: "DeviceType : Outlook-iOS".to_owned(),
            primary: true,
        }),
    };
    let row = |application: &str, version: Option<&str>, cells| ClientRow {
        application: application.to_owned(),
        platform: Some("iOS".to_owned()),
        version: version.map(str::to_owned),
        cells,
        certificate: Some("yes".to_owned()),
        source: Some(
            "https://learn.microsoft.com/exchange/clients/outlook-for-ios-and-android/use-hybrid-modern-auth".to_owned(),
        ),
    };
    let people = ["adele@contoso.com", "diego@contoso.com"];
    ClientMatrix {
        data_as_of: "2026-11-27".to_owned(),
        rows: vec![
            row("Outlook for iOS and Android with Basic", None, vec![cell(ClientState::Update, &people)]),
            row(
                "Mail of iOS",
                Some("19.1"),
                vec![cell(ClientState::Unknown, &people), cell(ClientState::Ready, &["lee@contoso.com"])],
            ),
            row("Mail of iOS", Some("10.3"), vec![cell(ClientState::Update, &["lee@contoso.com"])]),
        ],
        blockers: vec![ClientBlocker {
            client: "Outlook for iOS and Android with Basic".to_owned(),
            state: ClientState::Update,
            people: 2,
            needs: "a new profile".to_owned(),
            also_modern: 1,
        }],
        notices: vec![ClientNotice {
            client: "Mail of iOS".to_owned(),
            people: 2,
            names: people.map(str::to_owned).to_vec(),
            what: "nothing, until the account is removed and added again".to_owned(),
        }],
        captures: vec![ClientCapture {
            clients: vec!["Mail of iOS".to_owned()],
            people: 2,
            command: "Get-MgAuditLogSignIn -All".to_owned(),
        }],
        certificates: Vec::new(),
        idle_devices: 1,
    }
}
