//! What a command asked for, and whether what stands below it can be the whole of that.

use crate::common::{self, PRINCIPAL, healthy};
use hmaudit::report::{Readiness, Report};

const ID: &str = "00000002-0000-0ff1-ce00-000000000000";
const NAMES: &str = "00000002-0000-0ff1-ce00-000000000000\n00000002-0000-0ff1-ce00-000000000000/outlook.com\nhttps://outlook.office365.com/\n\
                     https://mail.contoso.com/\nhttps://autodiscover.contoso.com/\n";
const OBJECT: &str = "\nId                    : 7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f\nAccountEnabled        : True\n\
    ServicePrincipalNames : {00000002-0000-0ff1-ce00-000000000000, https://outlook.office365.com/, https://mail.contoso.com/, https://autodiscover.contoso.com/}\n\
    KeyCredentials        : {}\n\n\n";

fn principal(lines: &str, output: &str) -> Report {
    let text = format!("{lines}\n{output}PS C:\\>\n");
    healthy().without(PRINCIPAL).with("tenants/contoso/serviceprincipal.txt", &text).audit()
}

/// Names and object below a query, alone and kept in a variable.
fn below(query: &str) -> Vec<(String, Report)> {
    let query = query.replace('#', ID);
    let (before, last) =
        query.rsplit_once('\n').map_or((String::new(), query.as_str()), |(before, last)| (format!("PS C:\\>{before}\n"), last));
    [
        (format!("{before}PS C:\\>({last}).ServicePrincipalNames"), NAMES),
        (format!("{before}PS C:\\>{last} | select -ExpandProperty ServicePrincipalNames"), NAMES),
        (format!("{before}PS C:\\>$x = {last}\nPS C:\\>$x.ServicePrincipalNames"), NAMES),
        (format!("{before}PS C:\\>{last} | fl Id,AccountEnabled,ServicePrincipalNames,KeyCredentials"), OBJECT),
    ]
    .into_iter()
    .map(|(lines, output)| (lines.clone(), principal(&lines, output)))
    .collect()
}

#[test]
fn a_query_that_asks_for_exchange_online_gets_it() {
    for query in [
        "Get-MgServicePrincipal -Filter \"AppId eq '#'\"",
        "Get-MgServicePrincipal -Filter \"appId eq '#' and accountEnabled eq true\"",
        "Get-MgServicePrincipal -All | where AppId -eq '#'",
        "Get-MgServicePrincipal -All | ? { $_.AppId -eq '#' }",
        "Get-MgServicePrincipal -Filter \"servicePrincipalNames/any(n:n eq '#')\"",
        "Get-MgServicePrincipal -Filter \"displayName eq 'Office 365 Exchange Online'\"",
        "Get-MsolServicePrincipal -AppPrincipalId #",
        "Get-MgServicePrincipal -ServicePrincipalId 7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f",
        "$id = '#'\nGet-MgServicePrincipal -Filter \"AppId eq '$id'\"",
        "$id = '7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f'\nGet-MgServicePrincipal -ServicePrincipalId $id",
        "$filter = \"AppId eq '#'\"\nGet-MgServicePrincipal -Filter $filter",
        "$sp = Get-MgServicePrincipal -Filter \"AppId eq '#'\"\nGet-MgServicePrincipal -ServicePrincipalId $sp.Id",
    ] {
        for (lines, report) in below(query) {
            assert_eq!(report.verdict, Readiness::Ready, "{lines}: {:#?}", common::told(&report));
        }
    }
}

#[test]
fn a_query_that_does_not_ask_for_exchange_online_proves_nothing_about_it() {
    for query in [
        "Get-MgServicePrincipal -Filter \"AppId ne '#'\"",
        "Get-MgServicePrincipal -Filter \"not(AppId eq '#')\"",
        "Get-MgServicePrincipal -Filter \"AppId eq '#' or startswith(displayName,'A')\"",
        "Get-MgServicePrincipal -Filter \"AppId ge '#'\"",
        "Get-MgServicePrincipal -Filter \"appOwnerOrganizationId eq #\"",
        "Get-MgServicePrincipal -Filter \"displayName eq 'Mine'\"",
        "Get-MgServicePrincipal -Filter $filter",
        "Get-MgServicePrincipal -All | where AppId -ne '#'",
        "Get-MgServicePrincipal -All | where AppId -notlike '#'",
        "Get-MgServicePrincipal -All | ? { -not ($_.AppId -eq '#') }",
        "Get-MgServicePrincipal -All | ? { !($_.AppId -eq '#') }",
        "Get-MgServicePrincipal -All | ? { $_.AppId -eq '#' -or $_.Tags }",
        "Get-MgServicePrincipal -All | select -Skip 4 -First 1",
        "Get-MgServicePrincipal -Top 1",
        "Get-MgServicePrincipal -Search '\"displayName:Mine\"'",
        "Get-MgServicePrincipal -ServicePrincipalId $id",
        "Get-AzureADServicePrincipal -ObjectId $sp.ObjectId",
        "$id = Read-Host\nGet-MgServicePrincipal -Filter \"AppId eq '$id'\"",
        "$sp = Get-MgServicePrincipal -Filter \"AppId ne '#'\"\nGet-MgServicePrincipal -ServicePrincipalId $sp.Id",
        "$sp = Get-MgServicePrincipal -Filter \"AppId eq '#'\"; .\\other.ps1\nGet-MgServicePrincipal -ServicePrincipalId $sp.Id",
    ] {
        for (lines, report) in below(query) {
            assert_eq!(report.verdict, Readiness::Inconclusive, "{lines}: {:#?}", common::told(&report));
        }
        // Its own application id proves what it is.
        let query = query.replace('#', ID);
        let own = OBJECT.replacen("Id     ", &format!("AppId                 : {ID}\nId     "), 1);
        let report = principal(
            &format!(
                "PS C:\\>{} | fl AppId,Id,AccountEnabled,ServicePrincipalNames,KeyCredentials",
                query.replace('\n', "\nPS C:\\>")
            ),
            &own,
        );
        assert_eq!(report.verdict, Readiness::Ready, "{query}: {:#?}", common::told(&report));
    }
    // That a query finds nothing tells nothing of an application that it does not ask for.
    for query in
        ["-Filter \"AppId ne '#'\"", "-Filter \"AppId eq '#' and displayName eq 'x' or true\"", "-ServicePrincipalId $id"]
    {
        let report = principal(&format!("PS C:\\>Get-MgServicePrincipal {}", query.replace('#', ID)), "");
        assert_eq!(report.verdict, Readiness::Inconclusive, "{query}: {:#?}", common::told(&report));
    }
}

/// Commands that print what somebody stored, or what nobody knows.
const STORED: &[&str] = &[
    "gc old.txt",
    "type C:\\old.txt",
    "cat old.txt | Out-Host",
    "@(gc old.txt)",
    "Get-Item old.txt | gc",
    "Import-Clixml old.xml | fl",
    "ipcsv old.csv | fl",
    "Receive-Job 1 -Keep | fl",
    "rcjb 1",
    "ssh ex01 'pwsh -c x'",
    "more old.txt",
    "cmd /c type old.txt",
    "[IO.File]::ReadAllText('old.txt')",
    "Get-Clipboard",
    "Get-History",
    "curl https://files.contoso.com/old.txt",
    "Invoke-WebRequest https://files.contoso.com/old.txt",
    "$old",
];

#[test]
fn what_was_stored_is_never_the_whole() {
    let output = |file: &str| {
        let text = healthy().files.into_iter().find(|(name, _)| name == file).unwrap().1;
        String::from_utf8(text).unwrap().split_once('\n').unwrap().1.to_owned()
    };
    for command in STORED {
        for file in ["onprem/authserver.txt", "onprem/organizationconfig.txt", "onprem/exchangeserver.txt"] {
            let report = healthy().with(file, &format!("[PS] C:\\>{command}\n{}", output(file))).audit();
            assert_eq!(report.verdict, Readiness::Inconclusive, "{command} {file}: {:#?}", common::told(&report));
        }
        let own = OBJECT.replacen("Id     ", &format!("AppId                 : {ID}\nId     "), 1);
        for printed in [NAMES, &own] {
            let report = principal(&format!("PS C:\\>{command}"), printed);
            assert_eq!(report.verdict, Readiness::Inconclusive, "{command}: {:#?}", common::told(&report));
        }
    }
}

#[test]
fn objects_of_others_than_were_asked_for_are_declined() {
    let text = |file: &str| {
        let text = healthy().files.into_iter().find(|(name, _)| name == file).unwrap().1;
        String::from_utf8(text).unwrap().split_once('\n').unwrap().1.to_owned()
    };
    for (file, command) in [
        ("onprem/mapi.txt", "Get-MapiVirtualDirectory -Server LAB01 | fl"),
        ("onprem/mapi.txt", "Get-MapiVirtualDirectory -serv LAB01,LAB02.corp.contoso.com | fl"),
        ("onprem/mapi.txt", "Get-MapiVirtualDirectory 'LAB01\\mapi (Default Web Site)' | fl"),
        ("onprem/ews.txt", "Get-WebServicesVirtualDirectory -Identity 'LAB01\\EWS*' | fl"),
        ("onprem/ews.txt", "Get-WebServicesVirtualDirectory -Identity 'LAB01\\EWS (Default Web Site)' | fl"),
        ("onprem/exchangeserver.txt", "Get-ExchangeServer LAB01.corp.contoso.com | fl"),
        ("onprem/clientaccess.txt", "Get-ClientAccessService -Identity LAB01 | fl"),
        ("onprem/authserver.txt", "Get-AuthServer -Identity 'Lab' | fl"),
        ("onprem/mapi.txt", "$lab = 'LAB01'; Get-MapiVirtualDirectory -Server $lab | fl"),
    ] {
        let report = healthy().with(file, &format!("[PS] C:\\>{command}\n{}", text(file))).audit();
        assert_ne!(report.verdict, Readiness::Ready, "{command}: {:#?}", common::told(&report));
        if !command.contains('*') {
            assert!(
                report.skipped.iter().any(|skipped| format!("{skipped:?}").contains("asks for")),
                "{command}: {:#?}",
                report.skipped
            );
        }
    }
    // Each server asked by itself shows its own.
    let both = text("onprem/mapi.txt");
    let at = both.find("Identity                      : EX02").unwrap();
    for (first, second) in
        [("-Server EX01", "-Server EX02.corp.contoso.com"), ("'EX01\\mapi (Default Web Site)'", "-id 'ex02\\mapi*'")]
    {
        let each = format!(
            "[PS] C:\\>Get-MapiVirtualDirectory {first} | fl\n{}[PS] C:\\>Get-MapiVirtualDirectory {second} | fl\n\n\n{}",
            &both[..at],
            &both[at..]
        );
        let report = healthy().with("onprem/mapi.txt", &each).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{first}: {:#?}", common::told(&report));
    }
}
