//! What the authentication methods policy of a tenant allows, as Graph writes it and as the Graph module for PowerShell does.
//!
//! Values that are not listed here, `unknownFutureValue` among them, are not known to mean anything: they stay unknown.

use super::derive::{flag, list, text};
use super::json::member;
use super::methods::data;
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, rows_of};
use crate::estate::{Item, Known, List, Object, Seen, Unknown, UnknownReason, Value, unknown};
use crate::source::Span;
use serde_json::Value as Json;

/// The noun of the policy.
pub(super) const POLICY: &str = "authentication-methods-policy";

/// One row for each method of a tenant's policy.
pub(super) const AUTHENTICATION_METHOD: DerivedNoun = DerivedNoun {
    name: "authentication-method",
    doc: "the methods in a tenant's authentication methods policy",
    properties: &[
        ("method", "its name: `Fido2`, `MicrosoftAuthenticator`, `TemporaryAccessPass`, …"),
        ("state", "`enabled` or `disabled`"),
        ("for-whom", "whom it is for: `all`, or how many groups and people"),
        ("offers-phone-sign-in", "Microsoft Authenticator: whether somebody may sign in with it alone"),
        ("shows-context", "Microsoft Authenticator: whether a request shows the application and the place"),
        ("self-service", "passkeys: whether people may register one themselves"),
        ("attests-synced", "passkeys: whether a profile allows synced passkeys and demands an attestation that they do not have"),
        ("lists-no-key", "passkeys: whether a list of allowed keys is enforced that is empty"),
        ("missing-authenticator", "passkeys: the Authenticator that an enforced list leaves out although it names the other one"),
        ("usable-once", "Temporary Access Pass: whether each is valid for one sign-in only"),
    ],
    rows: |view| {
        let policies = rows_of(view, POLICY);
        let mut rows = Rows { objects: Vec::new(), gaps: policies.gaps };
        for policy in &policies.objects {
            match methods(policy) {
                Ok((methods, rest)) => {
                    rows.objects.extend(methods.iter().map(|method| std::borrow::Cow::Owned(method.row(policy))));
                    rows.gaps.extend(rest.and_then(|reason| Gap::of_object(policy, reason)));
                }
                Err(reason) => rows.gaps.extend(Gap::of_object(policy, reason)),
            }
        }
        rows
    },
};

/// Facts about the policy as a whole, and about domains.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "passwordless-methods",
        doc: "methods that the policy allows and that need no password",
        on: FactTarget::Nouns(&[POLICY]),
        read: Read::Row(|_, policy| passwordless(policy)),
    },
    Fact {
        name: "is-migrated",
        doc: "whether the policy alone decides, and no longer the older ones for MFA and password reset",
        on: FactTarget::Nouns(&[POLICY]),
        read: Read::Row(|_, policy| is_migrated(policy)),
    },
    Fact {
        name: "campaign-runs",
        doc: "whether people are asked to register a method: the campaign is on, or left to Microsoft",
        on: FactTarget::Nouns(&[POLICY]),
        read: Read::Row(|_, policy| campaign_runs(policy)),
    },
    Fact {
        name: "size-percent",
        doc: "how much of the size that the policy can have it takes, in percent and about",
        on: FactTarget::Nouns(&[POLICY]),
        read: Read::Row(|_, policy| size_percent(policy)),
    },
    Fact {
        name: "forwards-everybody",
        doc: "whether everybody with a name in the domain is sent to where the domain signs in: it is managed, or no passwordless method is allowed",
        on: FactTarget::Nouns(&["entra-domain"]),
        read: Read::Row(forwards_everybody),
    },
];

/// The AAGUIDs of the passkeys in Microsoft Authenticator, and the platform of each.
const AUTHENTICATORS: [(&str, &str); 2] =
    [("de1e552d-db1d-4423-a619-566b625cdc84", "Android"), ("90a3ccdf-635c-4729-a248-9b709135078f", "iOS")];

/// A method of a policy, and where it stands.
pub(super) struct Method {
    /// Its id, or the name that it is displayed by.
    pub name: String,
    members: Json,
    at: Vec<Span>,
}

/// The methods of a policy, and why there may be more.
///
/// # Errors
/// Why they are not known.
pub(super) fn methods(policy: &Object) -> Result<(Vec<Method>, Option<Unknown>), Unknown> {
    let Seen { value, at } = policy.get("AuthenticationMethodConfigurations")?;
    let Value::List(List { items, complete }) = value else { return Err(Unknown { why: UnknownReason::NotPrinted, at }) };
    let mut found = Vec::new();
    let mut rest = (!complete).then(|| Unknown { why: UnknownReason::Truncated { shown: items.len() }, at: at.clone() });
    for Item { text, at: place } in &items {
        let places: Vec<Span> = place.map_or_else(|| at.clone(), |place| vec![place]);
        let members = serde_json::from_str(text).map(flattened);
        let name = members.as_ref().ok().and_then(|members| member(members, "id")?.as_str().map(str::to_owned));
        match (members, name) {
            (Ok(members), Some(name)) => found.push(Method { name, members, at: places }),
            _ => drop(rest.get_or_insert(Unknown { why: UnknownReason::Lossy { raw: text.clone() }, at: places })),
        }
    }
    Ok((found, rest))
}

/// An object of the Graph module, with what it keeps apart (`AdditionalProperties`) among its own members.
fn flattened(json: Json) -> Json {
    let Json::Object(mut members) = json else { return json };
    let apart = members.iter().find(|(name, _)| name.eq_ignore_ascii_case("AdditionalProperties")).map(|(name, _)| name.clone());
    if let Some(Json::Object(more)) = apart.as_ref().and_then(|name| members.get(name)).cloned() {
        apart.map(|name| members.remove(&name));
        members.extend(more);
    }
    Json::Object(members)
}

impl Method {
    fn row(&self, policy: &Object) -> Object {
        let of = |name: &str, read: &dyn Fn() -> Known<Value>| {
            if self.is_called(name) { read() } else { Ok(Seen { value: Value::Null, at: self.at.clone() }) }
        };
        let passkeys = |read: fn(&Self) -> Known<Value>| of("Fido2", &|| read(self));
        let authenticator = |read: fn(&Self) -> Known<Value>| of("MicrosoftAuthenticator", &|| read(self));
        let values = [
            ("method", text(self.name.clone(), self.at.clone())),
            ("state", self.state().map(|state| Seen { value: Value::Text(state.to_owned()), at: self.at.clone() })),
            ("for-whom", self.for_whom().and_then(|whom| text(whom, self.at.clone()))),
            ("offers-phone-sign-in", authenticator(|method| flag(method.offers_phone_sign_in()?, method.at.clone()))),
            ("shows-context", authenticator(|method| flag(method.shows_context()?, method.at.clone()))),
            (
                "self-service",
                passkeys(|method| flag(method.flag(&method.members, "isSelfServiceRegistrationAllowed")?, method.at.clone())),
            ),
            ("attests-synced", passkeys(|method| flag(method.attests_synced()?, method.at.clone()))),
            ("lists-no-key", passkeys(|method| flag(method.lists_no_key()?, method.at.clone()))),
            ("missing-authenticator", passkeys(|method| list(method.missing_authenticator()?, method.at.clone()))),
            ("usable-once", of("TemporaryAccessPass", &|| flag(self.flag(&self.members, "isUsableOnce")?, self.at.clone()))),
        ];
        policy.derive_at("authentication-method", self.name.clone(), values, &self.at)
    }

    /// Whether the method is allowed to anybody.
    ///
    /// # Errors
    /// Why that is not known.
    pub(super) fn is_enabled(&self) -> Result<bool, Unknown> {
        Ok(self.state()? == "enabled")
    }

    /// Whether somebody may sign in with it and no password.
    ///
    /// # Errors
    /// Why that is not known.
    pub(super) fn is_passwordless(&self) -> Result<bool, Unknown> {
        // A Temporary Access Pass is to begin with: nobody signs in with it day by day.
        if ["Fido2", "X509Certificate", "QRCodePin"].into_iter().any(|name| self.is_called(name)) {
            self.is_enabled()
        } else if self.is_called("MicrosoftAuthenticator") {
            all([self.is_enabled(), self.offers_phone_sign_in()].into_iter())
        } else {
            Ok(false)
        }
    }

    /// Whether this is the method that Graph calls so.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether it is allowed in the way that an authentication strength wants it, with one of these keys if it names keys.
    fn allows(&self, mode: &str, keys: Option<&[String]>) -> Result<bool, Unknown> {
        let is_so = || match mode {
            "fido2" => self.takes_key(keys),
            "deviceBasedPush" => self.offers_phone_sign_in(),
            "microsoftAuthenticatorPush" => self.has_mode_beside("deviceBasedPush"),
            "temporaryAccessPassMultiUse" => self.flag(&self.members, "isUsableOnce").map(|once| !once),
            "x509CertificateMultiFactor" => self.takes_certificates_as_two_factors(),
            _ => Ok(true),
        };
        all([self.is_enabled(), is_so()].into_iter())
    }

    /// Whether some certificate counts as more than one factor.
    fn takes_certificates_as_two_factors(&self) -> Result<bool, Unknown> {
        const MODES: &[&str] = &["x509CertificateSingleFactor", "x509CertificateMultiFactor"];
        let configuration = self.member(&self.members, "authenticationModeConfiguration")?;
        let by_default = self.word(configuration, "x509CertificateAuthenticationDefaultMode", MODES);
        let rules = self.list(configuration, "rules")?.iter();
        let by_rule = rules.map(|rule| self.word(rule, "x509CertificateAuthenticationMode", MODES));
        any(std::iter::once(by_default).chain(by_rule).map(|mode| mode.map(|mode| mode == MODES[1])))
    }

    fn state(&self) -> Result<&'static str, Unknown> {
        self.word(&self.members, "state", &["enabled", "disabled"])
    }

    /// Whom it is for, in words.
    pub(super) fn for_whom(&self) -> Result<String, Unknown> {
        let targets = self.list(&self.members, "includeTargets")?;
        let is_all = |target: &Json| member(target, "id").and_then(Json::as_str) == Some("all_users");
        let excluded = self.list(&self.members, "excludeTargets")?.len();
        let whom = if targets.iter().any(is_all) { "all".to_owned() } else { format!("{} targets", targets.len()) };
        Ok(if excluded > 0 { format!("{whom} but {excluded}") } else { whom })
    }

    fn offers_phone_sign_in(&self) -> Result<bool, Unknown> {
        self.has_mode_beside("push")
    }

    /// Whether somebody may use Authenticator in another mode than this.
    fn has_mode_beside(&self, other: &str) -> Result<bool, Unknown> {
        let modes = self.list(&self.members, "includeTargets")?;
        let modes = modes.iter().map(|target| self.word(target, "authenticationMode", &["any", "push", "deviceBasedPush"]));
        any(modes.map(|mode| mode.map(|mode| mode != other)))
    }

    fn shows_context(&self) -> Result<bool, Unknown> {
        let settings = self.member(&self.members, "featureSettings")?;
        let is_off = ["displayAppInformationRequiredState", "displayLocationInformationRequiredState"].map(|name| {
            let setting = self.member(settings, name)?;
            Ok(self.word(setting, "state", &["default", "enabled", "disabled"])? == "disabled")
        });
        any(is_off.into_iter()).map(|is_off| !is_off)
    }

    /// What decides which passkeys are allowed: the profiles, or the method itself where it has none.
    fn profiles(&self) -> Result<Vec<&Json>, Unknown> {
        match member(&self.members, "passkeyProfiles") {
            None | Some(Json::Null) => Ok(vec![&self.members]),
            Some(Json::Array(profiles)) if profiles.is_empty() => Ok(vec![&self.members]),
            Some(_) => Ok(self.list(&self.members, "passkeyProfiles")?.iter().collect()),
        }
    }

    fn attests_synced(&self) -> Result<bool, Unknown> {
        let profiles = self.profiles()?.into_iter();
        any(profiles.map(|profile| {
            let Some(kinds) = member(profile, "passkeyTypes") else { return Ok(false) };
            let kinds = kinds.as_str().ok_or_else(|| self.unreadable(kinds))?;
            let mut is_synced = false;
            for kind in kinds.split(',').map(str::trim) {
                match kind {
                    "synced" => is_synced = true,
                    "deviceBound" => {}
                    other => return Err(self.unreadable(&other.into())),
                }
            }
            Ok(is_synced && self.word(profile, "attestationEnforcement", &["disabled", "registrationOnly"])? != "disabled")
        }))
    }

    /// The keys that an enforced list of allowed keys names; `None` where there is no such list.
    fn allowed_keys(&self, profile: &Json) -> Result<Option<Vec<String>>, Unknown> {
        let restrictions = self.member(profile, "keyRestrictions")?;
        if restrictions.is_null()
            || !self.flag(restrictions, "isEnforced")?
            || self.word(restrictions, "enforcementType", &["allow", "block"])? == "block"
        {
            return Ok(None);
        }
        let keys = self.list(restrictions, "aaGuids")?.iter();
        Ok(Some(keys.map(|key| key.as_str().unwrap_or_default().to_ascii_lowercase()).collect()))
    }

    /// Whether somebody may register a passkey, and one of these if some are named.
    fn takes_key(&self, wanted: Option<&[String]>) -> Result<bool, Unknown> {
        any(self.profiles()?.into_iter().map(|profile| {
            let Some(listed) = self.allowed_keys(profile)? else { return Ok(true) };
            match wanted {
                // Other profiles, and groups that they are for, may differ.
                Some(wanted)
                    if !listed.is_empty() && !wanted.iter().any(|key| listed.iter().any(|one| one.eq_ignore_ascii_case(key))) =>
                {
                    Err(self.unreadable(&wanted.join(", ").into()))
                }
                _ => Ok(!listed.is_empty()),
            }
        }))
    }

    fn lists_no_key(&self) -> Result<bool, Unknown> {
        any(self.profiles()?.into_iter().map(|profile| Ok(self.allowed_keys(profile)?.is_some_and(|keys| keys.is_empty()))))
    }

    fn missing_authenticator(&self) -> Result<Vec<Item>, Unknown> {
        let mut missing = Vec::new();
        for profile in self.profiles()? {
            let Some(keys) = self.allowed_keys(profile)? else { continue };
            let (there, left): (Vec<_>, Vec<_>) = AUTHENTICATORS.iter().partition(|(id, _)| keys.iter().any(|key| key == id));
            if !there.is_empty() {
                missing.extend(left.iter().map(|(id, platform)| super::derive::derived(format!("{id} ({platform})"))));
            }
        }
        Ok(missing)
    }

    fn member<'j>(&self, of: &'j Json, name: &str) -> Result<&'j Json, Unknown> {
        let cut = || Unknown { why: UnknownReason::NotPrinted, at: self.at.clone() };
        match of {
            Json::Object(_) => member(of, name).ok_or_else(cut),
            other => Err(self.unreadable(other)),
        }
    }

    fn word(&self, of: &Json, name: &str, words: &[&'static str]) -> Result<&'static str, Unknown> {
        let value = self.member(of, name)?;
        let known = value.as_str().and_then(|text| words.iter().find(|word| word.eq_ignore_ascii_case(text)));
        known.copied().ok_or_else(|| self.unreadable(value))
    }

    fn flag(&self, of: &Json, name: &str) -> Result<bool, Unknown> {
        let value = self.member(of, name)?;
        value.as_bool().ok_or_else(|| self.unreadable(value))
    }

    fn list<'j>(&self, of: &'j Json, name: &str) -> Result<&'j [Json], Unknown> {
        let value = self.member(of, name)?;
        value.as_array().map(Vec::as_slice).ok_or_else(|| self.unreadable(value))
    }

    /// A value that is none of those that are known, or what ConvertTo-Json writes below its depth.
    fn unreadable(&self, value: &Json) -> Unknown {
        Unknown { why: UnknownReason::Unreadable { raw: super::json::raw(value) }, at: self.at.clone() }
    }
}

/// Whether a policy allows a method in the way that an authentication strength wants it (`mode`), with one of `keys` if the strength names some.
///
/// # Errors
/// Why that is not known.
pub(super) fn allows(policy: &Object, method: &str, mode: &str, keys: Option<&[String]>) -> Result<bool, Unknown> {
    let (methods, rest) = methods(policy)?;
    match methods.iter().find(|own| own.is_called(method)) {
        Some(own) => own.allows(mode, keys),
        None if data().is_beta_only(method) => {
            Err(Unknown { why: UnknownReason::NotPrinted, at: policy.places("AuthenticationMethodConfigurations") })
        }
        None => rest.map_or(Ok(false), Err),
    }
}

/// Three-valued "and".
pub(super) fn all(parts: impl Iterator<Item = Result<bool, Unknown>>) -> Result<bool, Unknown> {
    any(parts.map(|part| part.map(|holds| !holds))).map(|fails| !fails)
}

/// Three-valued "or".
pub(super) fn any(parts: impl Iterator<Item = Result<bool, Unknown>>) -> Result<bool, Unknown> {
    let mut open = None;
    for part in parts {
        match part {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(reason) => drop(open.get_or_insert(reason)),
        }
    }
    open.map_or(Ok(false), Err)
}

/// The methods that the policy allows and that need no password.
fn passwordless(policy: &Object) -> Known<Value> {
    let (methods, mut open) = methods(policy)?;
    let mut found = Vec::new();
    for method in &methods {
        match method.is_passwordless() {
            Ok(true) => found.push(Item { text: method.name.clone(), at: method.at.first().copied() }),
            Ok(false) => {}
            Err(reason) => drop(open.get_or_insert(reason)),
        }
    }
    match open {
        Some(reason) if found.is_empty() => Err(reason),
        _ => list(found, policy.places("AuthenticationMethodConfigurations")),
    }
}

fn is_migrated(policy: &Object) -> Known<Value> {
    let Seen { value, at } = policy.get("PolicyMigrationState")?;
    match super::derive::plain(&value).as_str() {
        "migrationComplete" => flag(true, at),
        "preMigration" | "migrationInProgress" => flag(false, at),
        other => unknown(UnknownReason::Unreadable { raw: other.to_owned() }, at),
    }
}

fn campaign_runs(policy: &Object) -> Known<Value> {
    let Seen { value, at } = policy.get("RegistrationEnforcement")?;
    let raw = super::derive::plain(&value);
    let lost = || Unknown { why: UnknownReason::Lossy { raw: raw.clone() }, at: at.clone() };
    let json: Json = serde_json::from_str(&raw).map_err(|_| lost())?;
    let campaign = member(&json, "authenticationMethodsRegistrationCampaign").ok_or_else(lost)?;
    match member(campaign, "state").and_then(Json::as_str).ok_or_else(lost)? {
        "default" | "enabled" => flag(true, at),
        "disabled" => flag(false, at),
        other => unknown(UnknownReason::Unreadable { raw: other.to_owned() }, at),
    }
}

/// The size of the policy is that of its JSON, whose texts are here but for the names and signs around them.
fn size_percent(policy: &Object) -> Known<Value> {
    let (methods, rest) = methods(policy)?;
    if let Some(reason) = rest {
        return Err(reason);
    }
    let campaign = policy.get("RegistrationEnforcement").map(|seen| super::derive::plain(&seen.value).len());
    let bytes = methods.iter().map(|method| method.members.to_string().len() + 1).sum::<usize>();
    let percent = |bytes: usize| bytes * 100 / data().policy_bytes.max(1);
    let percent = match campaign {
        Ok(campaign) => percent(bytes + campaign),
        // Full without it is full.
        Err(_) if percent(bytes) >= 100 => percent(bytes),
        Err(reason) => return Err(reason),
    };
    text(percent.to_string(), policy.places("AuthenticationMethodConfigurations"))
}

fn forwards_everybody(view: &View<'_>, domain: &Object) -> Known<Value> {
    if !is_federated(domain)? {
        return flag(true, domain.places("AuthenticationType"));
    }
    let Some(policy) = view.estate.of(POLICY, &domain.side).next() else { return super::derive::not_captured(POLICY) };
    let Seen { value, .. } = passwordless(policy)?;
    flag(matches!(value, Value::List(List { items, .. }) if items.is_empty()), domain.places("AuthenticationType"))
}

/// Whether people of a domain sign in at another place than Entra.
///
/// # Errors
/// Why that is not known.
pub(super) fn is_federated(domain: &Object) -> Result<bool, Unknown> {
    let Seen { value, at } = domain.get("AuthenticationType")?;
    match super::derive::plain(&value).as_str() {
        "Federated" => Ok(true),
        "Managed" => Ok(false),
        other => Err(Unknown { why: UnknownReason::Unreadable { raw: other.to_owned() }, at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(members: Json) -> Method {
        Method { name: "Fido2".to_owned(), members, at: Vec::new() }
    }

    #[test]
    fn whom_a_method_is_for_is_unknown_without_those_who_are_left_out() {
        let all = serde_json::json!([{ "id": "all_users" }]);
        let whole = method(serde_json::json!({ "includeTargets": all, "excludeTargets": [] }));
        assert_eq!(whole.for_whom(), Ok("all".to_owned()));
        let some = method(serde_json::json!({ "includeTargets": all, "excludeTargets": [{ "id": "x" }] }));
        assert_eq!(some.for_whom(), Ok("all but 1".to_owned()));
        assert!(method(serde_json::json!({ "includeTargets": all })).for_whom().is_err());
    }
}
