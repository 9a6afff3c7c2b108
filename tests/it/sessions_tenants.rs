//! Console sessions that show which tenant they signed in to.

use crate::common::{self, PRINCIPAL, RULES, Snapshot, options};
use hmaudit::Options;
use hmaudit::check::Verdict;
use hmaudit::estate::Tenant;
use hmaudit::estate::attribution::Attribution;
use hmaudit::report::{Readiness, Report};

const PLACED: &str = "tenants/contoso/session.txt";
const FLAT: &str = "session.txt";
const CONTOSO: &str = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
const FABRIKAM: &str = "5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91";
const APPLICATION: &str = "00000002-0000-0ff1-ce00-000000000000";

/// The query and its answer, whole and as the fixture's tenant has it.
const ASKED: &str = "PS C:\\>Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | fl AppId,Id,AccountEnabled,ServicePrincipalNames,KeyCredentials

AppId                 : 00000002-0000-0ff1-ce00-000000000000
Id                    : 7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f
AccountEnabled        : True
ServicePrincipalNames : {00000002-0000-0ff1-ce00-000000000000, https://outlook.office365.com/, https://mail.contoso.com/, https://autodiscover.contoso.com/}
KeyCredentials        : {}


";

/// The healthy estate with a session in place of the captured service principal; `#` in it is the id of a tenant, `@` its first label.
fn audit(place: &str, session: &str, tenant: (&str, &str), said: &Attribution) -> Report {
    let session = session.replace('#', tenant.0).replace('@', tenant.1);
    let text = format!("{session}\n{ASKED}PS C:\\>\n");
    let snapshot = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &text);
    let options = Options { attribution: said.clone(), ..options(&snapshot, &RULES) };
    hmaudit::audit(snapshot.files.clone(), &options)
}

fn configured() -> Attribution {
    let tenant = Tenant { name: "contoso".to_owned(), id: Some(CONTOSO.to_owned()), domains: Vec::new() };
    Attribution { configured: vec![(tenant, Some("tenants/contoso".to_owned()))], ..Attribution::default() }
}

fn argued() -> Attribution {
    Attribution { arguments: vec![("contoso".to_owned(), FLAT.to_owned())], ..Attribution::default() }
}

/// Commands that name the tenant that they sign in to.
const TYPED: &[&str] = &[
    "PS C:\\>Connect-MgGraph -TenantId #",
    "PS C:\\>Connect-MgGraph -Ten @.onmicrosoft.com -Scopes Application.Read.All",
    "PS C:\\>Connect-MgGraph -Scopes \"Application.Read.All\" -TenantId '#' -NoWelcome",
    "PS C:\\>Connect-Graph -TenantId #",
    "PS C:\\>$tenant = '#'\nPS C:\\>Connect-MgGraph -TenantId $tenant",
    "PS C:\\>Connect-Entra -TenantId:#",
    "PS C:\\>Connect-AzureAD -TenantId #",
    "PS C:\\>Connect-AzureAD -TenantDomain @.onmicrosoft.com",
    "PS C:\\>Connect-MgGraph -TenantId @.com",
    "PS C:\\>Connect-AzAccount -Tenant mail.@.com",
    "PS C:\\>Connect-AzAccount -Tenant @.onmicrosoft.com",
    "PS C:\\>az login --tenant #",
    "PS C:\\>az login -t @.onmicrosoft.com",
    "PS C:\\>Connect-MgGraph -TenantId #; Get-Date | Out-Null",
];

/// What a session shows of the tenant that it is in.
const SHOWN: &[&str] = &[
    "PS C:\\>Connect-MgGraph\nPS C:\\>Get-MgContext\n\nClientId  : 14d82eec-204b-4c2f-b7e8-296a70dab67e\nTenantId  : #\nAuthType  : Delegated\n\n",
    "PS C:\\>(Get-MgContext).TenantId\n#",
    "PS C:\\>Get-MgContext | select TenantId\n\nTenantId\n--------\n#\n\n",
    "PS C:\\>Get-AzContext | fl\n\nName         : Azure\nEnvironment  : AzureCloud\nSubscription :\nTenant       : #\n\n",
    "PS C:\\>az account show\n{\n  \"environmentName\": \"AzureCloud\",\n  \"tenantId\": \"#\"\n}",
    "PS C:\\>Connect-AzureAD\n\nAccount Environment TenantId                             TenantDomain\n\
     ------- ----------- --------                             ------------\n\
     admin   AzureCloud  # @.onmicrosoft.com\n\n",
    "PS C:\\>Get-MgOrganization | fl Id,DisplayName\n\nId          : #\nDisplayName : X\n\n",
    "PS C:\\>Get-MsolCompanyInformation | fl DisplayName,InitialDomain\n\nDisplayName   : X\nInitialDomain : @.onmicrosoft.com\n\n",
    "PS C:\\>Get-MgDomain | fl Id,IsInitial\n\nId        : @.onmicrosoft.com\nIsInitial : True\n\nId        : @.com\nIsInitial : False\n\n",
    "PS C:\\>Get-MgDomain | select Id\n\nId\n--\n@.onmicrosoft.com\n@.com\n\n",
    "PS C:\\>Get-MsolDomain | fl\n\nName           : @.onmicrosoft.com\nStatus         : Verified\nAuthentication : Managed\n\n",
    "PS C:\\>Get-MsolDomain | select -ExpandProperty Name\n@.com\n@.onmicrosoft.com\n@.mail.onmicrosoft.com",
];

/// Sign-ins of which nobody can tell the tenant.
const UNKNOWN: &[&str] = &[
    "PS C:\\>Connect-MgGraph",
    "PS C:\\>Connect-MgGraph -TenantId $tenant",
    "PS C:\\>Connect-MgGraph @where",
    "PS C:\\>Connect-MsolService",
    "PS C:\\>az login",
    "PS C:\\>Connect-AzAccount -Tenant (Get-Content id.txt)",
];

/// Where a session may lie, and what the user says of it.
fn placements() -> [(&'static str, Attribution); 5] {
    [
        (PLACED, Attribution::default()),
        (PLACED, configured()),
        (FLAT, argued()),
        (FLAT, Attribution::default()),
        ("tenants/prod/session.txt", Attribution::default()),
    ]
}

#[test]
fn a_session_in_another_tenant_does_not_speak_for_this_one() {
    let mut wrong = Vec::new();
    for session in TYPED.iter().chain(SHOWN) {
        for (place, said) in placements() {
            let report = audit(place, session, (FABRIKAM, "fabrikam"), &said);
            let names = report.findings.iter().any(|finding| {
                finding.rule == "CAP-009"
                    && finding.verdict != Verdict::Pass
                    && finding.message.contains("contoso")
                    && (finding.message.contains("fabrikam") || finding.message.contains(FABRIKAM))
            });
            let open = |rule: &str| {
                report.findings.iter().any(|finding| finding.rule == rule && finding.verdict == Verdict::Inconclusive)
            };
            if report.verdict != Readiness::Inconclusive || report.tenants.len() != 1 || !names || !open("HMA-SPN-001") {
                wrong.push((
                    place,
                    said.configured.len(),
                    *session,
                    report.verdict,
                    report.tenants.clone(),
                    common::told(&report),
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn a_table_of_parameters_tells_of_the_tenant() {
    const SESSIONS: &[&str] = &[
        "PS C:\\>$in = @{ TenantId = '#'; Scopes = 'Application.Read.All' }\nPS C:\\>Connect-MgGraph @in\n",
        "PS C:\\>$in = @{\n>>   'TenantId' = \"#\"\n>> }\nPS C:\\>Connect-MgGraph @in -NoWelcome\n",
        "$in = @{\n    NoWelcome = $true\n    TenantId  = '#'\n}\nConnect-MgGraph @in\n",
        "PS C:\\>$id = '#'\nPS C:\\>$in = @{ TenantId = $id }\nPS C:\\>Connect-MgGraph @in\n",
    ];
    for session in SESSIONS {
        for (id, verdict) in [(FABRIKAM, Readiness::Inconclusive), (CONTOSO, Readiness::Ready)] {
            for (place, said) in placements() {
                assert_eq!(audit(place, session, (id, "@"), &said).verdict, verdict, "{place}: {id}: {session}");
            }
        }
    }
}

#[test]
fn a_session_in_the_tenant_itself_or_in_one_that_nobody_knows_is_believed() {
    let mut wrong = Vec::new();
    for session in TYPED.iter().chain(SHOWN).chain(UNKNOWN) {
        for (place, said) in placements() {
            let report = audit(place, session, (CONTOSO, "contoso"), &said);
            if report.verdict != Readiness::Ready || report.tenants.len() != 1 {
                wrong.push((place, said.configured.len(), *session, report.verdict, common::told(&report)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn the_last_sign_in_to_the_service_that_is_asked_counts() {
    let other = "PS C:\\>Connect-MgGraph -TenantId 5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91\n";
    let own = "PS C:\\>Connect-MgGraph -TenantId #\n";
    for (session, verdict) in [
        (format!("{other}{own}"), Readiness::Ready),
        (format!("{own}{other}"), Readiness::Inconclusive),
        (format!("{other}PS C:\\>Connect-AzAccount -Tenant #\n"), Readiness::Inconclusive),
        (format!("{other}PS C:\\>Connect-AzureAD -TenantId #\n"), Readiness::Inconclusive),
        (format!("{own}PS C:\\>Connect-AzAccount -Tenant fabrikam.onmicrosoft.com\n"), Readiness::Ready),
        (format!("{other}PS C:\\>Connect-MgGraph\n"), Readiness::Ready),
        (format!("{other}PS C:\\># Connect-MgGraph -TenantId #\n"), Readiness::Inconclusive),
    ] {
        for place in [PLACED, FLAT] {
            let report = audit(place, &session, (CONTOSO, "contoso"), &Attribution::default());
            assert_eq!(report.verdict, verdict, "{place} {session}: {:#?}", common::told(&report));
        }
    }
}

#[test]
fn a_query_that_names_the_tenant_of_a_customer_is_about_that_one() {
    for (tenant, verdict) in [(CONTOSO, Readiness::Ready), (FABRIKAM, Readiness::Inconclusive)] {
        let answer = ASKED.split_once('\n').unwrap().1.replace("AppId  ", "AppPrincipalId  ");
        let query = format!("PS C:\\>Get-MsolServicePrincipal -AppPrincipalId {APPLICATION} -TenantId {tenant} | fl\n");
        for place in [PLACED, FLAT] {
            let snapshot = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &format!("{query}{answer}PS C:\\>\n"));
            let report = snapshot.audit();
            assert_eq!(report.verdict, verdict, "{place} {tenant}: {:#?}", common::told(&report));
        }
    }
}

#[test]
fn a_session_in_one_of_three_tenants_does_not_speak_for_another() {
    let principal = |tenant: &str| {
        let files = Snapshot::estate("three-tenants").files;
        let (_, bytes) =
            files.into_iter().find(|(name, _)| name.contains(tenant) && name.ends_with("serviceprincipal.json")).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let verdict = |report: &Report, tenant: &str| report.tenants.iter().find(|one| one.name == tenant).unwrap().verdict;
    let text = principal("contoso");
    for sign_in in
        ["Connect-MgGraph -TenantId fabrikam.onmicrosoft.com", "Connect-MgGraph -TenantId 5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91"]
    {
        let session = format!(
            "PS C:\\>{sign_in}\nPS C:\\>Get-MgServicePrincipal -Filter \"AppId eq '{APPLICATION}'\" | ConvertTo-Json\n{text}\nPS C:\\>\n"
        );
        let report = Snapshot::estate("three-tenants").without(PRINCIPAL).with(PLACED, &session).audit();
        assert_eq!(verdict(&report, "contoso"), Readiness::Inconclusive, "{sign_in}: {:#?}", common::told(&report));
        assert_eq!(report.tenants.len(), 3, "{:?}", report.tenants);
    }
    let session = format!(
        "PS C:\\>Connect-MgGraph -TenantId contoso.onmicrosoft.com\nPS C:\\>Get-MgServicePrincipal -Filter \"AppId eq '{APPLICATION}'\" | ConvertTo-Json\n{text}\nPS C:\\>\n"
    );
    let report = Snapshot::estate("three-tenants").without(PRINCIPAL).with(PLACED, &session).audit();
    assert_eq!(verdict(&report, "contoso"), Readiness::Ready, "{:#?}", common::told(&report));
}

/// Ways to keep the answer of a query, which stands for `?`, and to print it later.
const KEPT: &[(&str, &str)] = &[
    ("$x = ?", "$x | fl"),
    ("$x = ?", "$x | fl AppId,Id,AccountEnabled,ServicePrincipalNames,KeyCredentials"),
    ("? | Tee-Object -Variable x | Out-Null", "$x | fl"),
    ("? -OutVariable x | Out-Null", "$x | fl"),
    ("$x = ?; $y = $x", "$y | fl"),
    ("$x = ?\nPS C:\\>$y = $x", "$y | fl"),
    ("Set-Variable -Name x -Value (?)", "$x | fl"),
    ("$x = ?", "$x.ServicePrincipalNames"),
    ("$x = ?", "$x | select -ExpandProperty ServicePrincipalNames"),
];

#[test]
fn what_a_variable_holds_is_of_the_tenant_that_the_session_was_in_when_it_was_filled() {
    let query = format!("Get-MgServicePrincipal -Filter \"AppId eq '{APPLICATION}'\"");
    let names = "00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/";
    let mut wrong = Vec::new();
    for (kept, print) in KEPT {
        // `<` fills the variable, `F` and `C` sign in.
        for (order, is_open) in [
            ("F|<|C", true),
            ("C|<|F", false),
            ("C|<|C", false),
            ("F|<|C|<", false),
            ("C|<|F|<|C", true),
            ("F|<;C", true),
            ("F;<;C", true),
            ("C;<;F", false),
            ("F|C;<|F", false),
        ] {
            let mut session = String::from("PS C:\\>");
            for step in order.chars() {
                match step {
                    'F' => session.push_str(&format!("Connect-MgGraph -TenantId {FABRIKAM}")),
                    'C' => session.push_str(&format!("Connect-MgGraph -TenantId {CONTOSO}")),
                    '<' => session.push_str(&kept.replace('?', &query)),
                    ';' => session.push_str("; "),
                    _ => session.push_str("\nPS C:\\>"),
                }
            }
            let is_whole = print.ends_with("fl") || print.contains("AccountEnabled");
            let answer = if is_whole { ASKED.split_once('\n').unwrap().1 } else { names };
            let text = format!("{session}\nPS C:\\>{print}\n{answer}\nPS C:\\>\n");
            for place in [PLACED, FLAT] {
                let report = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &text).audit();
                let of_names = report.findings.iter().filter(|finding| finding.rule == "HMA-SPN-001");
                let found = of_names.map(|finding| finding.verdict).collect::<Vec<_>>();
                let expected = if is_open { Verdict::Inconclusive } else { Verdict::Pass };
                let is_ready = report.verdict == Readiness::Ready;
                if !found.contains(&expected) || is_ready && is_open || !is_ready && !is_open && is_whole {
                    wrong.push((place, *kept, *print, order, report.verdict, found));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn a_context_that_was_kept_tells_of_the_session_in_which_it_was_got() {
    let mut wrong = Vec::new();
    for context in ["$c | fl\n\nTenantId : #\nAuthType : Delegated\n\n\n", "$c.TenantId\n#\n"] {
        for before in ["-TenantId 5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91", ""] {
            for (got, verdict) in [
                (
                    "$c = Get-MgContext\nPS C:\\>Connect-MgGraph -TenantId 5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91",
                    Readiness::Inconclusive,
                ),
                ("$c = Get-MgContext", Readiness::Ready),
            ] {
                let session = format!(
                    "PS C:\\>Connect-MgGraph {before}\nPS C:\\>Connect-MgGraph -TenantId #\nPS C:\\>{got}\nPS C:\\>{context}"
                );
                for place in [PLACED, FLAT] {
                    let report = audit(place, &session, (CONTOSO, "contoso"), &Attribution::default());
                    if report.verdict != verdict {
                        wrong.push((place, session.clone(), report.verdict, common::told(&report)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn a_sign_in_behind_a_query_in_its_line_does_not_tell_of_its_answer() {
    let (query, answer) = ASKED.split_once('\n').unwrap();
    for (first, second, verdict) in [(CONTOSO, FABRIKAM, Readiness::Ready), (FABRIKAM, CONTOSO, Readiness::Inconclusive)] {
        let text =
            format!("PS C:\\>Connect-MgGraph -TenantId {first}\n{query}; Connect-MgGraph -TenantId {second}\n{answer}PS C:\\>\n");
        for place in [PLACED, FLAT] {
            let report = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &text).audit();
            assert_eq!(report.verdict, verdict, "{place} {text}: {:#?}", common::told(&report));
        }
    }
}

/// Ways to print two variables, the second of which (`$b`) holds something else or the same kind of objects.
const PRINTED_TOGETHER: &[&str] =
    &["$b; $a | fl", "$a; $b", "$a | fl; $b", "@($a;$b)", "@($a; $b) | fl", "$a, $b | fl", "& { $a; $b } | fl", "$($a; $b) | fl"];

#[test]
fn variables_that_are_printed_together_are_of_the_tenants_in_which_they_were_filled() {
    let query = format!("Get-MgServicePrincipal -Filter \"AppId eq '{APPLICATION}'\"");
    let answer = ASKED.split_once('\n').unwrap().1;
    let mut wrong = Vec::new();
    for other in [query.as_str(), "Get-MgContext", "Get-Date"] {
        for print in PRINTED_TOGETHER {
            for (first, second, is_ready) in [(FABRIKAM, CONTOSO, false), (CONTOSO, CONTOSO, true)] {
                let text = format!(
                    "PS C:\\>Connect-MgGraph -TenantId {first}\nPS C:\\>$a = {query}\nPS C:\\>$b = {other}\nPS C:\\>Connect-MgGraph -TenantId {second}\nPS C:\\>{print}\n{answer}PS C:\\>\n"
                );
                for place in [PLACED, FLAT] {
                    let report = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &text).audit();
                    // Of what a comma joins, nobody can tell which is which.
                    let expected = is_ready && !print.contains(',');
                    if (report.verdict == Readiness::Ready) != expected {
                        wrong.push((place, other, *print, first == second, report.verdict));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn of_two_answers_from_two_tenants_nobody_can_tell_which_is_which() {
    let query = format!("Get-MgServicePrincipal -Filter \"AppId eq '{APPLICATION}'\"");
    let answer = ASKED.split_once('\n').unwrap().1;
    for print in ["$a; $b", "$b; $a", "$b; $a | fl"] {
        for (first, second, is_ready) in [(FABRIKAM, CONTOSO, false), (CONTOSO, FABRIKAM, false), (CONTOSO, CONTOSO, true)] {
            let text = format!(
                "PS C:\\>Connect-MgGraph -TenantId {first}\nPS C:\\>$a = {query}\nPS C:\\>Connect-MgGraph -TenantId {second}\nPS C:\\>$b = {query}\nPS C:\\>{print}\n{answer}PS C:\\>\n"
            );
            for place in [PLACED, FLAT] {
                let report = Snapshot::estate("healthy").without(PRINCIPAL).placed(place, &text).audit();
                assert_eq!(report.verdict == Readiness::Ready, is_ready, "{place} {text}: {:#?}", common::told(&report));
            }
        }
    }
}
