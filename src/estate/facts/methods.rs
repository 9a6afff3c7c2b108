//! What is known of methods of signing in: `data/methods.yml`, which is embedded. Nothing of it is written in code.

use crate::estate::readiness::data::Source;
use crate::yaml;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Data {
    /// The day on which the sources were last compared with the entries.
    #[allow(dead_code, reason = "a test looks at it")]
    as_of: String,
    /// Documents by name.
    #[allow(dead_code, reason = "a test looks at them")]
    sources: BTreeMap<String, Source>,
    /// Methods of the report of registrations.
    registered: Vec<Registrable>,
    capable: Vec<String>,
    not_capable: Vec<String>,
    guests: Vec<String>,
    beta_only: Vec<String>,
    modes: Vec<Mode>,
    /// The policy's largest size.
    pub policy_bytes: usize,
    /// The first build of Windows that signs people in with a passkey.
    pub windows: Vec<Windows>,
    /// The role that may do everything.
    pub highest_role: String,
    /// Accounts for emergencies that a tenant has, at most.
    pub emergency_accounts: usize,
    /// Days after which a device that nobody signed in with no longer counts.
    pub idle_days: i64,
}

/// How good a registered method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Grade {
    /// Nobody else can use it from afar.
    Resistant,
    /// It needs no password.
    Passwordless,
    /// A second factor.
    Factor,
    /// A text or a call.
    Phone,
    /// It only begins or recovers something.
    Other,
}

/// A method of the report.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registrable {
    /// What Graph calls it.
    pub name: String,
    pub grade: Grade,
    method: Option<String>,
    called: Vec<String>,
}

impl Registrable {
    /// The method of the policy that it belongs to; its own name where the policy has none.
    pub fn method(&self) -> &str {
        self.method.as_deref().unwrap_or(&self.name)
    }

    /// Whether the policy decides about it.
    pub fn is_in_policy(&self) -> bool {
        self.method.is_some()
    }
}

/// What an authentication strength may combine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mode {
    pub name: String,
    /// The method of the policy that it needs.
    pub method: Option<String>,
    /// What people have to have registered for it: one of these.
    #[serde(default)]
    pub registered: Vec<String>,
    /// Whether it needs a federated domain.
    #[serde(default)]
    pub federated: bool,
    /// Nobody else can use it from afar.
    #[serde(default)]
    pub resistant: bool,
    /// It is made to register something else.
    #[serde(default)]
    pub begins: bool,
}

/// Windows on devices that are joined in one way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Windows {
    /// What Entra calls the way.
    pub trust: String,
    /// The first build.
    pub since: String,
}

/// The data. They are empty if the embedded file is broken, which a test rules out.
pub(super) fn data() -> &'static Data {
    static DATA: LazyLock<Data> = LazyLock::new(|| yaml::typed(include_str!("../../../data/methods.yml")).unwrap_or_default());
    &DATA
}

/// Whether only the beta version of Graph lists a method: that a policy lacks it says nothing.
pub(crate) fn is_beta_only(method: &str) -> bool {
    data().is_beta_only(method)
}

/// Letters and digits in lower case: the portal changes everything else.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_one(known: &[String], text: &str) -> bool {
    let text = plain(text);
    known.iter().any(|known| plain(known) == text)
}

impl Data {
    /// The method that the report calls so, in Graph's words or the portal's.
    pub fn registrable(&self, text: &str) -> Option<&Registrable> {
        static BY_NAME: LazyLock<BTreeMap<String, &Registrable>> = LazyLock::new(|| {
            let names =
                |one: &'static Registrable| std::iter::once(&one.name).chain(&one.called).map(move |name| (plain(name), one));
            data().registered.iter().flat_map(names).collect()
        });
        BY_NAME.get(&plain(text)).copied()
    }

    /// What the portal says of something that people are capable of.
    pub fn capable(&self, text: &str) -> Option<bool> {
        is_one(&self.capable, text).then_some(true).or_else(|| is_one(&self.not_capable, text).then_some(false))
    }

    /// Whether this kind of people is of another tenant.
    pub fn is_guest(&self, kind: &str) -> bool {
        is_one(&self.guests, kind)
    }

    /// Whether only the beta version of Graph lists the method.
    pub fn is_beta_only(&self, method: &str) -> bool {
        self.beta_only.iter().any(|known| known == method)
    }

    /// What a strength calls so.
    pub fn mode(&self, name: &str) -> Option<&Mode> {
        self.modes.iter().find(|mode| mode.name.eq_ignore_ascii_case(name.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole_and_no_word_means_two_things() {
        let data: Data = yaml::typed(include_str!("../../../data/methods.yml")).unwrap();
        let dates = data.sources.values().map(|source| &source.read).chain([&data.as_of]);
        assert!(dates.into_iter().all(|date| date.parse::<jiff::civil::Date>().is_ok()));
        assert!(data.sources.values().all(|source| source.url.starts_with("https://") && !source.title.is_empty()));
        let mut words = BTreeMap::new();
        for one in &data.registered {
            for name in std::iter::once(&one.name).chain(&one.called) {
                let before = words.insert(plain(name), &one.name);
                assert!(before.is_none_or(|before| *before == one.name), "{name}");
            }
        }
        for word in &data.capable {
            assert!(!is_one(&data.not_capable, word), "{word}");
        }
        for mode in &data.modes {
            assert!(mode.registered.iter().all(|name| data.registered.iter().any(|one| one.name == *name)));
        }
        assert!(data.windows.iter().all(|windows| windows.since.split('.').all(|part| part.parse::<u32>().is_ok())));
    }

    #[test]
    fn methods_are_known_in_every_language_of_the_portal() {
        for (text, expected) in [
            ("microsoftAuthenticatorPush", Some("microsoftAuthenticatorPush")),
            ("Microsoft Authenticator app (push notification)", Some("microsoftAuthenticatorPush")),
            ("FIDO2-Sicherheitsschlüssel", Some("fido2SecurityKey")),
            ("téléphone  mobile", Some("mobilePhone")),
            ("Windows Hello voor Bedrijven", Some("windowsHelloForBusiness")),
            ("unknownFutureValue", None),
            ("", None),
        ] {
            assert_eq!(data().registrable(text).map(|one| one.name.as_str()), expected, "{text}");
        }
        assert_eq!(
            ["Capable", "Not Capable", "nicht fähig", "Kan"].map(|word| data().capable(word)),
            [Some(true), Some(false), Some(false), None]
        );
    }
}
