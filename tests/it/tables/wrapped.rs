//! Cells of several lines, whether or not a command line announces them.

use super::read;

#[test]
fn a_url_that_goes_on_below_is_whole_without_a_command_line() {
    let read = read(
        "
Identity                     Server InternalUrl
--------                     ------ -----------
AD01\\mapi (Default Web Site) AD01   https://mail.adatum.com
                                    :8443/mapi
AD02\\mapi (Default Web Site) AD02   https://mail.adatum.com
                                    /mapi
",
    );
    assert_eq!(read.column("InternalUrl"), ["https://mail.adatum.com:8443/mapi", "https://mail.adatum.com/mapi"]);
    assert_eq!(read.column("Server"), ["AD01", "AD02"]);
}

#[test]
fn the_rest_of_a_first_cell_is_not_an_object() {
    let read = read(
        "Identity                   InternalUrl                  IISAuthenticationMethods
--------                   -----------                  ------------------------
AD01\\mapi (Default Web     https://mail.adatum.com/mapi {Ntlm, OAuth, Negotiate}
Site)
AD02\\mapi (Default Web     https://mail.adatum.com/mapi {Ntlm, Negotiate}
Site)
",
    );
    assert_eq!(read.column("Identity"), ["AD01\\mapi (Default Web Site)", "AD02\\mapi (Default Web Site)"]);
    assert_eq!(read.column("IISAuthenticationMethods"), ["[Ntlm | OAuth | Negotiate]", "[Ntlm | Negotiate]"]);
}

#[test]
fn the_rest_of_a_single_column_is_not_an_object() {
    let read = read(
        "
Identity
--------
AD01\\Microsoft-Server-ActiveSync
(Default Web Site)
AD02\\Microsoft-Server-ActiveSync
(Default Web Site)
",
    );
    assert_eq!(read.records.len(), 2);
    assert!(read.column("Identity").iter().all(|identity| identity.ends_with("(Default Web Site)") || identity.ends_with('…')));
}

#[test]
fn a_list_of_three_lines_keeps_its_items_and_its_mark() {
    let read = read(
        "[PS] C:\\>Get-MapiVirtualDirectory | ft Server,IISAuthenticationMethods,InternalUrl -Wrap

Server IISAuthenticationMethods  InternalUrl
------ ------------------------  -----------
EX01   {Ntlm, Negotiate, Basic,  https://mail.contoso.com/
       Digest, Fba,              mapi
       Certificate…}
EX02   {OAuth}                   https://mail.contoso.com/
                                 mapi

[PS] C:\\>
",
    );
    assert_eq!(read.value(0, "IISAuthenticationMethods"), "[Ntlm | Negotiate | Basic | Digest | Fba | Certificate]…");
    assert_eq!(read.column("InternalUrl"), ["https://mail.contoso.com/mapi", "https://mail.contoso.com/mapi"]);
}

#[test]
fn a_list_broken_in_mid_word_is_joined_without_a_blank() {
    let read = read(
        "Get-MapiVirtualDirectory | ft Server,IISAuthenticationMethods -Wrap

Server IISAuthenti
       cationMetho
       ds
------ -----------
EX01   {Ntlm, Wind
       owsIntegrat
       ed, OAuth}
",
    );
    assert_eq!(read.value(0, "IISAuthenticationMethods"), "[Ntlm | WindowsIntegrated | OAuth]");
}

#[test]
fn a_value_with_lines_of_its_own_is_not_whole() {
    let read = read(
        "Get-SettingOverride | ft Name,Reason,Server -Wrap

Name Reason                     Server
---- ------                     ------
One  first line                 {EX01}
     second line
Two  a reason of several words  {EX02}
",
    );
    assert_eq!(read.column("Name"), ["One", "Two"]);
    assert!(read.value(0, "Reason").ends_with('…'), "{}", read.value(0, "Reason"));
}

#[test]
fn a_joint_that_is_not_known_leaves_the_value_cut() {
    let read = read(
        "Get-MgServicePrincipal | ft AccountEnabled,DisplayName -Wrap

AccountEnabled DisplayName
-------------- -----------
True           Office 365 Exchange
               Online
",
    );
    assert_eq!(read.value(0, "DisplayName"), "Office 365 Exchange…");
}

#[test]
fn the_rest_of_first_cells_is_not_a_row_though_other_cells_go_on_too() {
    let read = read(
        "
Thumbprint                      Services Subject
----------                      -------- -------
46635A82BEF323E2A7C2B4F1547AA73 None     CN=EX01
6A2791383
F5C9E34065D03E74A890B416F98F2FA None     CN=Microsoft Exchange
1F2A5AA86                                Server Auth Certificate
",
    );
    assert!(read.column("Thumbprint").iter().all(|thumbprint| thumbprint.len() == 40 || thumbprint.ends_with('…')));
    assert_eq!(read.records.len(), 2);
}

#[test]
fn a_row_that_begins_with_a_blank_is_not_joined_to_the_one_above() {
    let read = read(
        "Get-ClientAccessService | ft AutoDiscoverServiceInternalUri,Fqdn -Wrap

AutoDiscoverServiceInternalUri                        Fqdn
------------------------------                        ----
https://autodiscover.contoso.com/Autodiscover.xml     ex01.contoso.local
                                                      ex02.contoso.local
",
    );
    assert!(!read.column("Fqdn").iter().any(|name| name.contains("localex02")), "{:?}", read.records);
}

#[test]
fn below_a_row_that_a_person_moved_the_rest_of_its_cell_is_not_a_row() {
    let read = read(
        "Identity                   InternalUrl                  IISAuthenticationMethods
--------                   -----------                  ------------------------
EX01\\mapi (Default Web     https://webmail.contoso.com/mapi {Ntlm, OAuth, Negotiate}
Site)
",
    );
    assert!(read.records.is_empty(), "{:?}", read.records);
    assert!(!read.skipped.is_empty());
}

#[test]
fn the_rest_of_a_row_that_was_not_understood_is_not_a_row_though_other_cells_go_on_too() {
    let row = "EX01\\EWS (Standard-                    True https://mail.contoso.com/EW\nwebsite)                                     S/Exchange.asmx\n";
    let table =
        "Identity                 OAuthAuthentication InternalUrl\n--------                 ------------------- -----------\n";
    for command in ["", "Get-WebServicesVirtualDirectory | ft -Wrap Identity,OAuthAuthentication,InternalUrl\n\n"] {
        let read = read(&format!("{command}{table}{row}{}", row.replace("EX01", "EX02")));
        assert!(read.records.is_empty(), "{command} {:?}", read.records);
        assert!(!read.skipped.is_empty());
    }
}

#[test]
fn an_id_of_three_lines_is_whole() {
    let read = read(
        "Get-MgServicePrincipal | ft DisplayName,AppId -Wrap

DisplayName                AppId
-----------                -----
Office 365 Exchange Online 00000002-0000-0f
                           f1-ce00-00000000
                           0000
Office 365 Exchange Online 00000002-0000-0f
                           f1-ce00-00000000
                           0000
",
    );
    assert_eq!(read.column("AppId"), ["00000002-0000-0ff1-ce00-000000000000"; 2]);
}
