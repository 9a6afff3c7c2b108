//! `Format-Table -GroupBy`, and hashtables.

use super::read;

#[test]
fn what_a_group_is_named_after_belongs_to_its_objects() {
    for switch in ["-GroupBy Server", "-Group Server", "-g:Server", "-GroupBy 'Server'"] {
        let read = read(&format!(
            "[PS] C:\\>Get-MapiVirtualDirectory | ft Name,InternalUrl {switch}

   Server: EX01

Name                    InternalUrl
----                    -----------
mapi (Default Web Site) https://mail.contoso.com/mapi

   Server: EX02

Name                    InternalUrl
----                    -----------
mapi (Default Web Site) https://mail.contoso.com/mapi

[PS] C:\\>"
        ));
        assert_eq!(read.column("Server"), ["EX01", "EX02"], "{switch}");
    }
}

#[test]
fn a_group_without_a_value_does_not_take_that_of_the_group_above() {
    let read = read(
        "[PS] C:\\>Get-WebServicesVirtualDirectory | ft Name -GroupBy ExternalUrl

   ExternalUrl: https://mail.contoso.com/EWS/Exchange.asmx

Name
----
EWS (Default Web Site)

   ExternalUrl: 

Name
----
EWS (Exchange Back End)

[PS] C:\\>",
    );
    assert_eq!(read.column("ExternalUrl"), ["https://mail.contoso.com/EWS/Exchange.asmx", ""]);
}

#[test]
fn a_folded_heading_is_not_whole() {
    let read = read(
        "[PS] C:\\>Get-MapiVirtualDirectory | ft Name -GroupBy InternalUrl

   InternalUrl: https://mail-of-a-long-name.contoso
.com:8443/mapi

Name
----
mapi (Default Web Site)

[PS] C:\\>",
    );
    assert_eq!(read.value(0, "InternalUrl"), "https://mail-of-a-long-name.contoso…");
}

#[test]
fn a_heading_does_not_outlive_its_table() {
    let read = read(
        "
   Server: EX01

Name                    InternalUrl
----                    -----------
mapi (Default Web Site) https://mail.contoso.com/mapi


Name                    InternalUrl
----                    -----------
mapi (Default Web Site) https://other.contoso.com/mapi
",
    );
    assert_eq!(read.column("Server"), ["EX01"]);
}

#[test]
fn a_printed_hashtable_is_one_object() {
    let read = read(
        "
Name                           Value
----                           -----
InternalUrl                    https://mail.contoso.com/OAB
Server                         EX01
OAuthAuthentication            True
",
    );
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.value(0, "InternalUrl"), "https://mail.contoso.com/OAB");
}

#[test]
fn a_hashtable_of_one_property_is_an_object() {
    let read = read(
        "
Name                           Value
----                           -----
AutoDiscoverServiceInternalUri https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml
",
    );
    assert_eq!(read.value(0, "AutoDiscoverServiceInternalUri"), "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml");
}

#[test]
fn two_hashtables_in_one_table_are_two_objects() {
    let read = read(
        "
Name                           Value
----                           -----
Server                         EX01
InternalUrl                    https://one.contoso.com/OAB
Server                         EX02
InternalUrl                    https://two.contoso.com/OAB
",
    );
    assert_eq!(read.column("Server"), ["EX01", "EX02"]);
    assert_eq!(read.column("InternalUrl"), ["https://one.contoso.com/OAB", "https://two.contoso.com/OAB"]);
}

#[test]
fn hashtables_without_a_border_are_named() {
    let read = read(
        "
Name                           Value
----                           -----
Server                         EX01
InternalUrl                    https://one.contoso.com/OAB
InternalUrl                    https://two.contoso.com/OAB
",
    );
    assert!(read.records.is_empty());
    assert!(read.skipped.iter().any(|why| why.contains("hashtables")), "{:?}", read.skipped);
}

#[test]
fn a_printed_dictionary_is_one_object() {
    let read = read(
        "Key                      Value
---                      -----
Identity                 EX01\\mapi (Default Web Site)
IISAuthenticationMethods {Ntlm, Negotiate}
",
    );
    assert_eq!(read.records.len(), 1, "{:?}", read.records);
    assert_eq!(read.value(0, "IISAuthenticationMethods"), "[Ntlm | Negotiate]");
}
