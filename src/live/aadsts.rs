//! What the sign-in service means by its codes, and what to do (Microsoft's list of AADSTS codes).

/// Code, what it means here, what to do.
const CODES: &[(&str, &str, &str)] = &[
    (
        "AADSTS700016",
        "the application is not known in this tenant",
        "check --client-id (Application (client) ID, not the object ID) and --tenant; the application must be registered in, or consented to by, that tenant",
    ),
    (
        "AADSTS7000215",
        "the client secret is wrong",
        "use the Value of the secret, not its Secret ID; make a new one under Certificates & secrets if the value is lost",
    ),
    ("AADSTS7000222", "the client secret has expired", "make a new one under Certificates & secrets, or use --certificate"),
    (
        "AADSTS700027",
        "the certificate is not one of the application's, or has expired",
        "upload the certificate (without its key) under Certificates & secrets, and pass the PEM file with the same certificate and its key",
    ),
    (
        "AADSTS700024",
        "the clock of this machine is wrong, or the certificate's signature came too late",
        "set the clock and try again",
    ),
    (
        "AADSTS90002",
        "there is no such tenant in this cloud",
        "check --tenant, and --cloud for tenants of US Government or 21Vianet",
    ),
    ("AADSTS900021", "the tenant is not a valid one", "pass the id of the tenant or one of its domains with --tenant"),
    ("AADSTS900023", "the tenant is neither an id nor a domain", "pass the id of the tenant or one of its domains with --tenant"),
    (
        "AADSTS50034",
        "the account does not exist in this directory",
        "fetch signs in as an application, never as a user: pass the Application (client) ID with --client-id",
    ),
    ("AADSTS50059", "the tenant could not be determined", "pass the id of the tenant or one of its domains with --tenant"),
    (
        "AADSTS53003",
        "a Conditional Access policy blocks the application",
        "exclude the application from the policy for workload identities, or run it from an allowed place",
    ),
    ("AADSTS7000112", "the application is disabled in this tenant", "enable it under Enterprise applications"),
    ("AADSTS7000229", "the application has no service principal in this tenant", "grant it admin consent in the tenant"),
    ("AADSTS70011", "the scope was refused", "this cloud's Graph host may differ; check --cloud"),
    ("AADSTS500011", "Microsoft Graph is not known in this tenant", "check --cloud: the tenant may be in another one"),
    ("AADSTS900382", "the tenant is in another cloud", "name it with --cloud"),
    ("AADSTS900439", "the tenant is in another cloud", "name it with --cloud"),
    ("AADSTS700030", "the certificate cannot be used", "its subject or issuer is not allowed by the application's settings"),
];

/// The code in a description of an error, and what it means: `(code, meaning, what to do)`. The whole code is compared, because
/// `AADSTS70011` is the beginning of others.
#[must_use]
pub fn explain(description: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let at = description.find("AADSTS")?;
    let digits: usize = description[at + 6..].bytes().take_while(u8::is_ascii_digit).count();
    let code = &description[at..at + 6 + digits];
    CODES.iter().copied().find(|(known, ..)| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_begin_alike_are_told_apart() {
        assert_eq!(explain("AADSTS70011: bad scope").map(|found| found.0), Some("AADSTS70011"));
        assert_eq!(explain("AADSTS700016: no application").map(|found| found.0), Some("AADSTS700016"));
        assert_eq!(explain("x AADSTS7000215: Invalid client secret").map(|found| found.0), Some("AADSTS7000215"));
        assert_eq!(explain("AADSTS1"), None);
        assert_eq!(explain("nothing"), None);
    }

    #[test]
    fn no_code_is_explained_twice() {
        for (index, (code, ..)) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|(other, ..)| other != code), "{code}");
        }
    }
}
