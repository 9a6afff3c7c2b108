//! Columns that are aligned to the right: booleans, numbers, enumerations.

use super::read;

#[test]
fn flags_with_blanks_stay_in_their_column() {
    let read = read(
        "Get-ExchangeServer | ft Name,AdminDisplayVersion,ServerRole

Name AdminDisplayVersion                     ServerRole
---- -------------------                     ----------
EX01 Version 15.2 (Build 1544.4)  Mailbox, ClientAccess
EX02 Version 15.2 (Build 2562.17)               Mailbox
",
    );
    assert_eq!(read.column("AdminDisplayVersion"), ["Version 15.2 (Build 1544.4)", "Version 15.2 (Build 2562.17)"]);
    assert_eq!(read.column("ServerRole"), ["Mailbox, ClientAccess", "Mailbox"]);
}

#[test]
fn the_services_of_a_certificate_stay_out_of_its_thumbprint() {
    let read = read(
        "
Thumbprint                                           Services Subject
----------                                           -------- -------
7D1A3A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5 IMAP, POP, IIS, SMTP CN=mail.contoso.com
0A1B2C3D4E5F60718293A4B57D1A3A5B6C7D8E9F                 None CN=EX01
",
    );
    assert_eq!(read.column("Services"), ["IMAP, POP, IIS, SMTP", "None"]);
    assert_eq!(read.value(0, "Thumbprint"), "7D1A3A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5");
}

#[test]
fn a_first_column_may_be_aligned_to_the_right() {
    let read = read(
        "Get-ExchangeServer | ft ServerRole,Name

           ServerRole Name
           ---------- ----
Mailbox, ClientAccess EX01
                 Edge EX02
",
    );
    assert_eq!(read.column("ServerRole"), ["Mailbox, ClientAccess", "Edge"]);
    assert_eq!(read.column("Name"), ["EX01", "EX02"]);
}

#[test]
fn a_cell_that_is_cut_on_the_left_is_not_whole() {
    let printed = "Get-MapiVirtualDirectory | ft Server,@{n='InternalUrl';e={$_.InternalUrl};align='right';width=20}

Server          InternalUrl
------          -----------
EX01   MARKmail.contoso.com
EX02       https://a.b/mapi
";
    for mark in ["…///", "...:", "?///"] {
        let read = read(&printed.replace("MARK", mark));
        assert_eq!(read.column("InternalUrl"), ["…", "https://a.b/mapi"], "{mark}");
    }
}

#[test]
fn a_gap_within_a_cell_shows_that_it_is_not_one() {
    let read = read(
        "Get-ExchangeServer | ft Name,AdminDisplayVersion,ServerRole

Name AdminDisplayVersion                   ServerRole
---- -------------------                   ----------
EX01 Version 15.2 (Build 1544.4)  Mailbox, ClientAccess
",
    );
    assert_eq!((read.value(0, "AdminDisplayVersion"), read.value(0, "ServerRole")), ("…", "…"));
    assert_eq!(read.value(0, "Name"), "EX01");
}

#[test]
fn what_may_stand_in_two_columns_stands_in_neither() {
    let read = read(
        "Get-AcceptedDomain | ft Name,@{n='Note';e={$_.Note};align='right'}

Name              Note
----              ----
alpha beta gamma delta
kappa iota omega sigma
",
    );
    for name in ["Name", "Note"] {
        assert!(read.column(name).iter().all(|value| value.ends_with('…')), "{name}: {:?}", read.column(name));
    }
}

#[test]
fn a_mark_on_the_left_before_a_blank_belongs_to_its_cell() {
    let read = read(
        "Get-ExchangeServer | ft Name,AdminDisplayVersion,ServerRole

Name AdminDisplayVersion              ServerRole
---- -------------------              ----------
EX01 Version 15.2 (Build 1544.4)  … ClientAccess
EX02 Version 15.2 (Build 2562.17)        Mailbox
",
    );
    assert!(!read.column("ServerRole").contains(&"ClientAccess"), "{:?}", read.records);
}
