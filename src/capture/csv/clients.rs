//! Tables about people and clients, which no cmdlet exports: inventories of software, and the sign-ins and registrations that the Entra portal
//! downloads. Their columns are told by name, in several languages; the names are those of the catalogue.

use crate::catalog;
use std::collections::BTreeSet;

/// What a table must have to be such a table.
struct Kind {
    noun: &'static str,
    /// Properties that all must be there, each in one column only.
    needs: &'static [&'static str],
    /// Properties of which one must be there, if there are any.
    beside: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind { noun: "user-registration", needs: &["MethodsRegistered", "UserPrincipalName"], beside: &[] },
    Kind { noun: "sign-in", needs: &["ClientAppUsed"], beside: &["UserPrincipalName", "AppDisplayName", "AppId"] },
    Kind { noun: "installed-application", needs: &["Application"], beside: &["Version", "User", "Device", "DeviceCount"] },
];

/// The type of the rows of a table with these columns; `None` for any other table.
///
/// # Errors
/// Why it is one and cannot be read.
pub(super) fn table<'h>(headers: impl Iterator<Item = &'h str> + Clone) -> Option<Result<&'static str, String>> {
    let kind = KINDS.iter().find(|kind| {
        let has = |name: &&str| headers.clone().any(|header| property(kind.noun, header) == Some(name));
        kind.needs.iter().all(&has) && (kind.beside.is_empty() || kind.beside.iter().any(has))
    })?;
    let several = kind.needs.iter().find_map(|name| {
        let columns: BTreeSet<String> =
            headers.clone().filter(|header| property(kind.noun, header) == Some(name)).map(trimmed).collect();
        (columns.len() > 1).then(|| (name, columns.into_iter().collect::<Vec<_>>().join("` and `")))
    });
    Some(match several {
        Some((name, columns)) => {
            Err(format!("a table in which several columns may be the {name}: `{columns}`; keep one of them, and export it again"))
        }
        None => Ok(catalog::of_noun(kind.noun)?.types.first()?),
    })
}

/// Whether rows of this type are asked for a column. The portal's tables have dozens that are not, and hundreds of thousands of rows.
pub(super) fn is_asked(class: &str, header: &str) -> bool {
    KINDS
        .iter()
        .filter_map(|kind| catalog::of_noun(kind.noun))
        .any(|cmdlet| cmdlet.types.first().is_some_and(|own| *own == class) && cmdlet.property(&trimmed(header)).is_some())
}

/// Whether a line is the header of such a table.
pub fn is_header(line: &str) -> bool {
    /// The portal's header has about 2,000.
    const LONGEST: usize = 8_192;
    let is_table = |delimiter: char| {
        let cells = || line.trim_end().split(delimiter).map(|cell| cell.trim_matches('"'));
        cells().count() > 1 && table(cells()).is_some()
    };
    line.len() <= LONGEST && [',', ';', '\t'].into_iter().any(is_table)
}

/// The name of a column without blanks at its ends, and with one where it has several.
pub(super) fn trimmed(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn property(noun: &str, header: &str) -> Option<&'static str> {
    Some(catalog::of_noun(noun)?.property(&trimmed(header))?.name)
}

#[cfg(test)]
mod tests {
    use super::{is_header, table};

    fn of(header: &str) -> Option<Result<&'static str, String>> {
        table(header.split(','))
    }

    #[test]
    fn columns_are_told_by_name_in_several_languages() {
        for (header, expected) in [
            ("Device name,User,Application name,Application version,Platform,Device count", Some("InstalledApplication")),
            ("Anwendungsname,Anwendungsversion,Plattform,Benutzer", Some("InstalledApplication")),
            ("Date (UTC),Request ID,Username,Application,Application ID ,Resource,Client app", Some("MicrosoftGraphSignIn")),
            ("Date (UTC),Nom d'utilisateur,Application,Application cliente", Some("MicrosoftGraphSignIn")),
            ("Benutzerprinzipalname,Name,Registrierte Methoden", Some("MicrosoftGraphUserRegistrationDetails")),
            ("Name,Version", None),
            ("Mailbox,Size", None),
            ("Software name", None),
        ] {
            assert_eq!(of(header).map(|kind| kind.unwrap()), expected, "{header}");
        }
    }

    #[test]
    fn nobody_guesses_which_column_is_the_application() {
        let why = of("Application name,Product name,Application version").unwrap().unwrap_err();
        assert!(why.contains("`Application name` and `Product name`"), "{why}");
    }

    #[test]
    fn headers_begin_tables_and_prose_does_not() {
        assert!(is_header("Gerätename;Benutzer;Anwendungsname;Anwendungsversion"));
        assert!(!is_header("We use an application, and every user has a version of it."));
    }
}
