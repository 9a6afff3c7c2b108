//! Labels that are wider than their columns, so that the head takes several lines.

use super::read;

#[test]
fn a_label_of_two_lines_does_not_lose_the_table() {
    let read = read(
        "
Identity                             OAuthAuthentication InternalAuthenticationM
                                                         ethods
--------                             ------------------- -----------------------
AD01\\Autodiscover (Default Web Site)                True {Basic, Ntlm, WindowsI…
AD02\\Autodiscover (Default Web Site)               False {OAuth}
",
    );
    assert_eq!(read.column("OAuthAuthentication"), ["True", "False"]);
    assert_eq!(read.column("InternalAuthenticationMethods"), ["[Basic | Ntlm]…", "[OAuth]"]);
}

#[test]
fn a_group_with_broken_labels_does_not_vanish() {
    let read = read(
        "[PS] C:\\>Get-AuthServer | ft Name,Enabled,IsDefaultAuthorizationEndpoint -GroupBy Type

   Type: AzureAD

Name   Enabled IsDefaultAuthori
               zationEndpoint
----   ------- ----------------
EvoSTS    True             True

   Type: ADFS

Name Enabled IsDefaultAuthorizationEndpoint
---- ------- ------------------------------
AD      True                           True

[PS] C:\\>
",
    );
    assert_eq!(read.column("Type"), ["AzureAD", "ADFS"]);
    assert_eq!(read.column("IsDefaultAuthorizationEndpoint"), ["True", "True"]);
}

#[test]
fn broken_labels_below_another_table_are_read() {
    let read = read(
        "
Name ServerRole
---- ----------
EX01 Mailbox


Name OAuth2Clie
     ntProfileE
         nabled
---- ----------
Org        True
",
    );
    assert_eq!(read.value(0, "ServerRole"), "Mailbox");
    assert_eq!(read.value(1, "OAuth2ClientProfileEnabled"), "True");
}

#[test]
fn a_label_with_a_blank_is_joined_with_it() {
    let read = read(
        "Get-AuthServer | ft Name,@{n='Default Endpoint';e={$_.IsDefaultAuthorizationEndpoint};w=8}

Name   Default
       Endpoint
----   --------
EvoSTS     True
",
    );
    assert_eq!(read.value(0, "Default Endpoint"), "True");
}

#[test]
fn a_column_of_one_letter_shows_nothing_whole() {
    let read = read(
        "Get-MapiVirtualDirectory | ft Server,InternalUrl

Server I
       n
       t
       e
       r
       n
       a
       l
       U
       r
       l
------ -
EX01   h
EX02   
",
    );
    assert_eq!(read.column("InternalUrl"), ["…", ""]);
    assert_eq!(read.column("Server"), ["EX01", "EX02"]);
}

#[test]
fn labels_that_cannot_be_joined_are_named() {
    let read = read(
        "[PS] C:\\>Get-MapiVirtualDirectory | ft Server,InternalUrl

Server InternalUr
   l Methods
------ ----------
EX01   https://ma

[PS] C:\\>
",
    );
    assert!(read.records.is_empty());
    assert!(read.skipped.iter().any(|why| why.contains("labels are broken")), "{:?}", read.skipped);
}
