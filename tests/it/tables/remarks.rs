//! Lines in and below a table that are not rows of it.

use super::read;

const ROW: &str = "EvoSTS    True 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\n";

fn table(between: &str, below: &str) -> String {
    format!(
        "Get-AuthServer | ft Name,Enabled,Realm\n\nName   Enabled Realm\n----   ------- -----\n{ROW}{between}ACS       True contoso.com\n{below}"
    )
}

#[test]
fn a_remark_between_two_rows_is_not_a_row_and_hides_none() {
    for remark in ["-- this is the one that we use --\n", "^^^ look here\n", "Note: the one above is ours.\n"] {
        let read = read(&table(remark, ""));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{remark}");
        assert_eq!(read.skipped.len(), 1, "{remark} {:?}", read.skipped);
    }
}

#[test]
fn a_remark_below_a_table_is_not_a_row() {
    for remark in ["Done\n", "(and two more)\n", "That is all.\n", "2 rows\n"] {
        let read = read(&table("", remark));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{remark}");
    }
}

#[test]
fn what_the_shell_prints_between_two_rows_is_not_a_row_and_hides_none() {
    let folded = "VERBOSE: [18:29:11.123 GMT] Get-AuthServer : Active Directory session settings fo\nr 'Get-AuthServer' are: View Entire Forest: 'False'\n";
    for line in ["VERBOSE: Connecting to EX01.\n", "WARNING: The object EX03 has been corrupted.\n", folded] {
        let read = read(&table(line, ""));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{line}");
    }
}

#[test]
fn an_empty_list_alone_in_its_row_is_not_a_document() {
    let read = read(
        "Get-ClientAccessService | ft AutoDiscoverSiteScope,Fqdn

AutoDiscoverSiteScope Fqdn
--------------------- ----
{Berlin}              ex01.contoso.com
{}
{Wien}                ex03.contoso.com
",
    );
    assert_eq!(read.column("AutoDiscoverSiteScope"), ["[Berlin]", "[]", "[Wien]"]);
}

#[test]
fn a_blank_line_in_a_single_column_is_named_and_hides_no_row() {
    let read = read(
        "Get-ClientAccessService | ft AutoDiscoverServiceInternalUri

AutoDiscoverServiceInternalUri
------------------------------
https://one.contoso.com/Autodiscover/Autodiscover.xml

https://two.contoso.com/Autodiscover/Autodiscover.xml
",
    );
    assert_eq!(read.column("AutoDiscoverServiceInternalUri").len(), 2);
    assert_eq!(read.skipped.len(), 1, "{:?}", read.skipped);
}

#[test]
fn a_head_without_rows_is_named() {
    let read = read("Get-AuthServer | ft Name,Enabled\n\nName Enabled\n---- -------\n\n\n");
    assert!(read.records.is_empty());
    assert!(read.skipped.iter().any(|why| why.contains("without a row")), "{:?}", read.skipped);
}

#[test]
fn what_is_not_of_the_kind_of_the_first_column_is_no_row() {
    let table = |command: &str, below: &str| {
        read(&format!(
            "{command}

Identity                     InternalUrl
--------                     -----------
EX01\\mapi (Default Web Site) https://mail.contoso.com/mapi
EX02\\mapi (Default Web Site) https://mail.contoso.com/mapi
{below}"
        ))
    };
    for command in
        ["", "Get-MapiVirtualDirectory | ft Identity,InternalUrl", "Get-MapiVirtualDirectory | ft -Wrap Identity,InternalUrl"]
    {
        for below in ["(2 rows)\n", "2 Zeilen\n", "Merci\n", "two more\n"] {
            let read = table(command, below);
            assert_eq!(read.column("Identity").len(), 2, "{command} {below}: {:?}", read.records);
        }
    }
    let read = read(
        "Get-ClientAccessService | ft Name,AutoDiscoverServiceInternalUri

Name      AutoDiscoverServiceInternalUri
----      ------------------------------
EX01      https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml
MAILBOX-2
",
    );
    assert_eq!(read.column("Name"), ["EX01", "MAILBOX-2"]);
}

#[test]
fn a_row_that_a_person_moved_and_explained_is_not_read_as_it_stands() {
    let read = read(
        "Get-AuthServer | ft Name,Type,IsDefaultAuthorizationEndpoint

Name   Type         IsDefaultAuthorizationEndpoint
----   ----         ------------------------------
ACS    MicrosoftACS                          False
EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d AzureAD          True   <- this must be True
",
    );
    assert_eq!(read.column("Name"), ["ACS"], "{:?}", read.records);
    assert_eq!(read.skipped.len(), 1, "{:?}", read.skipped);
}

#[test]
fn one_letter_of_a_narrow_column_does_not_make_it_one_of_booleans() {
    let read = read(
        "Identity                     Server N
--------                     ------ -
EX01\\mapi (Default Web Site) EX01   a
EX02\\mapi (Default Web Site) EX02   O
",
    );
    assert_eq!(read.column("Server"), ["EX01", "EX02"]);
}

#[test]
fn words_right_above_a_table_are_not_a_part_of_its_labels() {
    for above in ["az ad sp show --id 00000002-0000-0ff1-ce00-000000000000 -o table", "These are the principals that we found:"] {
        let read = read(&format!(
            "{above}
AppId                                 DisplayName                 AccountEnabled
------------------------------------  --------------------------  --------------
00000002-0000-0ff1-ce00-000000000000  Office 365 Exchange Online  True
"
        ));
        assert_eq!(read.column("DisplayName"), ["Office 365 Exchange Online"], "{above}: {:?}", read.skipped);
    }
}

#[test]
fn a_row_that_reads_like_a_sentence_is_named() {
    let read = read(
        "Get-ExchangeCertificate | ft Thumbprint,Services,Subject

Thumbprint                               Services Subject
----------                               -------- -------
5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0     SMTP CN=Microsoft Exchange Server Auth Certificate
6A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0 IMAP, POP, IIS, SMTP CN=EX01
",
    );
    assert_eq!(read.column("Services"), ["SMTP"]);
    assert_eq!(read.skipped.len(), 1, "{:?}", read.skipped);
}
