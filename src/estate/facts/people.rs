//! The people of a tenant and the methods that they have registered: counted, and named as far as anybody reads on.

use super::derive::{derived, list, plain, text, text_of};
use super::sign_in::{self, Method};
use super::{DerivedNoun, Rows, View, rows_of};
use crate::estate::{Item, Known, List, Object, Seen, Side, Unknown, UnknownReason, Value};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

const NOUN: &str = "user-registration";
/// People that a sentence names.
const NAMED: usize = 5;
/// Places that are quoted for a group of people.
const QUOTED: usize = 3;

/// How good a registered method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// Nobody else can use it from afar.
    PhishingResistant,
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
#[derive(Debug, PartialEq, Eq)]
struct Registrable {
    /// What the report calls it.
    name: &'static str,
    grade: Grade,
    /// The method of the policy that it belongs to; its own name where the policy has none.
    method: &'static str,
}

const fn of(name: &'static str, grade: Grade, method: &'static str) -> Registrable {
    Registrable { name, grade, method }
}

/// The methods of the report.
const METHODS: &[Registrable] = &[
    of("fido2SecurityKey", Grade::PhishingResistant, "Fido2"),
    of("passKeyDeviceBound", Grade::PhishingResistant, "Fido2"),
    of("passKeyDeviceBoundAuthenticator", Grade::PhishingResistant, "Fido2"),
    of("passKeyDeviceBoundWindowsHello", Grade::PhishingResistant, "Fido2"),
    of("passKeySynced", Grade::PhishingResistant, "Fido2"),
    of("windowsHelloForBusiness", Grade::PhishingResistant, "windowsHelloForBusiness"),
    of("macOsSecureEnclaveKey", Grade::PhishingResistant, "macOsSecureEnclaveKey"),
    of("microsoftAuthenticatorPasswordless", Grade::Passwordless, "MicrosoftAuthenticator"),
    of("qrCode", Grade::Passwordless, "QRCodePin"),
    of("microsoftAuthenticatorPush", Grade::Factor, "MicrosoftAuthenticator"),
    of("softwareOneTimePasscode", Grade::Factor, "SoftwareOath"),
    of("hardwareOneTimePasscode", Grade::Factor, "HardwareOath"),
    of("externalAuthMethod", Grade::Factor, "externalAuthMethod"),
    of("mobilePhone", Grade::Phone, "Sms"),
    of("alternateMobilePhone", Grade::Phone, "Voice"),
    of("officePhone", Grade::Phone, "Voice"),
    of("temporaryAccessPass", Grade::Other, "TemporaryAccessPass"),
    of("email", Grade::Other, "Email"),
    of("securityQuestion", Grade::Other, "securityQuestion"),
];

impl Registrable {
    /// Whether the policy decides about it.
    fn is_in_policy(&self) -> bool {
        self.name != self.method
    }
}

/// One row for each tenant of which the report of registrations was captured.
pub(super) const REGISTERED_PEOPLE: DerivedNoun = DerivedNoun {
    name: "registration-report",
    doc: "the people in a tenant's report of registrations, together",
    properties: &[
        ("people", "how many there are"),
        ("registered", "the methods of the policy that they have registered, once for each person"),
        ("weak-admins", "administrators without a phishing-resistant method"),
        ("weak-admins-told", "the same in words"),
        ("barred", "people with a passwordless method that the policy does not allow"),
        ("barred-told", "the same in words"),
        ("phone-only", "people whose only second factor is a text or a call"),
        ("phone-only-told", "the same in words"),
        ("without-passwordless", "people who cannot sign in without a password"),
        ("without-passwordless-told", "the same in words"),
        ("elsewhere", "people who have phone sign-in in another tenant, too"),
        ("elsewhere-told", "the same in words"),
    ],
    rows: |view| {
        let found = rows_of(view, NOUN);
        let mut of_tenant: BTreeMap<&Side, Vec<Person<'_>>> = BTreeMap::new();
        for object in &found.objects {
            of_tenant.entry(&object.side).or_default().push(Person::of(object));
        }
        let rows = of_tenant.iter().map(|(side, people)| std::borrow::Cow::Owned(row(view, side, people)));
        Rows { objects: rows.collect(), gaps: found.gaps.clone() }
    },
};

/// A person in the report.
struct Person<'o> {
    object: &'o Object,
    /// The methods that are known, and why others may be registered.
    methods: Vec<&'static Registrable>,
    open: Option<Unknown>,
}

impl<'o> Person<'o> {
    fn of(object: &'o Object) -> Self {
        let mut person = Person { object, methods: Vec::new(), open: None };
        match object.get("MethodsRegistered") {
            Ok(Seen { value: Value::List(list), at }) => {
                for item in &list.items {
                    match METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(&item.text)) {
                        Some(method) => person.methods.push(method),
                        None => {
                            person.open =
                                Some(Unknown { why: UnknownReason::Unreadable { raw: item.text.clone() }, at: at.clone() })
                        }
                    }
                }
                if !list.complete {
                    person.open = Some(Unknown { why: UnknownReason::Truncated { shown: list.items.len() }, at });
                }
            }
            Ok(_) => {}
            Err(reason) => person.open = Some(reason),
        }
        person
    }

    /// Whether one of the methods is of a kind: it may be one that is not known.
    fn has(&self, is_it: impl Fn(Grade) -> bool) -> Result<bool, Unknown> {
        match &self.open {
            _ if self.methods.iter().any(|method| is_it(method.grade)) => Ok(true),
            Some(reason) => Err(reason.clone()),
            None => Ok(false),
        }
    }

    fn has_phone_sign_in(&self) -> bool {
        self.methods.iter().any(|method| method.name == "microsoftAuthenticatorPasswordless")
    }

    fn name(&self) -> String {
        text_of(self.object, "UserPrincipalName").unwrap_or_else(|| self.object.subject.clone())
    }

    /// The person wherever he or she is a guest: the name at home.
    fn name_at_home(&self) -> String {
        let name = self.name().to_lowercase();
        match name.split_once("#ext#") {
            Some((home, _)) => home.rsplit_once('_').map_or(home.to_owned(), |(user, domain)| format!("{user}@{domain}")),
            None => name,
        }
    }
}

/// People of whom something is said, and why there may be more.
#[derive(Default)]
struct Group {
    items: Vec<Item>,
    at: Vec<Span>,
    open: Option<Unknown>,
}

impl Group {
    /// The people for whom something holds.
    fn of<'p>(people: impl Iterator<Item = &'p Person<'p>>, holds: impl Fn(&Person<'_>) -> Result<bool, Unknown>) -> Self {
        let mut group = Self::default();
        for person in people {
            match holds(person) {
                Ok(true) => {
                    group.items.push(Item { text: person.name(), at: None });
                    if group.at.len() < QUOTED {
                        group.at.extend(person.object.places("UserPrincipalName").first());
                    }
                }
                Ok(false) => {}
                Err(reason) => drop(group.open.get_or_insert(reason)),
            }
        }
        group
    }

    /// The people, and the same in words: how many of how many, and the first of them by name.
    fn values(mut self, of: usize) -> (Known<Value>, Known<Value>) {
        if let Some(reason) = self.open.filter(|_| self.items.is_empty()) {
            return (Err(reason.clone()), Err(reason));
        }
        self.items.sort_by(|one, other| one.text.cmp(&other.text));
        let number = self.items.len();
        let names: Vec<&str> = self.items.iter().take(NAMED).map(|item| item.text.as_str()).collect();
        let more = if number > NAMED { format!(" and {} more", number - NAMED) } else { String::new() };
        let told = format!("{number} of {of} ({}{more})", names.join(", "));
        (list(self.items, self.at.clone()), text(told, self.at))
    }
}

fn row(view: &View<'_>, side: &Side, people: &[Person<'_>]) -> Object {
    let is_member =
        |person: &&Person<'_>| !text_of(person.object, "UserType").is_some_and(|kind| kind.eq_ignore_ascii_case("guest"));
    let members: Vec<&Person<'_>> = people.iter().filter(is_member).collect();
    let policy = view.estate.of(sign_in::POLICY, side).next();
    let allowed = policy.map_or_else(
        || Err(Unknown { why: UnknownReason::NotCaptured { noun: sign_in::POLICY }, at: Vec::new() }),
        |policy| sign_in::methods(policy).and_then(|(methods, rest)| rest.map_or(Ok(methods), Err)),
    );
    let admins: Vec<&Person<'_>> = people.iter().filter(|person| flag(person, "IsAdmin") != Ok(false)).collect();
    let weak = Group::of(admins.iter().copied(), |person| is_weak_admin(person, &allowed));
    let barred = Group::of(people.iter(), |person| is_barred(person, &allowed));
    let phone = Group::of(members.iter().copied(), |person| {
        Ok(person.has(|grade| grade == Grade::Phone)?
            && !person.has(|grade| matches!(grade, Grade::PhishingResistant | Grade::Passwordless | Grade::Factor))?)
    });
    let without = Group::of(members.iter().copied(), |person| Ok(!flag(person, "IsPasswordlessCapable")?));
    let others = phone_sign_in_elsewhere(view, side);
    let elsewhere = Group::of(people.iter(), |person| Ok(others.contains(&person.name_at_home()) && person.has_phone_sign_in()));
    let mut values = vec![
        ("people", text(people.len().to_string(), Vec::new())),
        ("registered", Ok(Seen { value: Value::List(registered(people)), at: Vec::new() })),
    ];
    for (name, told, group, of) in [
        ("weak-admins", "weak-admins-told", weak, admins.len()),
        ("barred", "barred-told", barred, people.len()),
        ("phone-only", "phone-only-told", phone, members.len()),
        ("without-passwordless", "without-passwordless-told", without, members.len()),
        ("elsewhere", "elsewhere-told", elsewhere, people.len()),
    ] {
        let (who, in_words) = group.values(of);
        values.extend([(name, who), (told, in_words)]);
    }
    let subject = side.tenant().unwrap_or_default().to_owned();
    let occurrences = people.iter().flat_map(|person| person.object.occurrences.iter().cloned()).collect();
    Object { side: side.clone(), occurrences, ..Object::derived("registration-report", subject, values) }
}

/// The methods of the policy that people have registered, once for each person. Complete if all methods of everybody are known.
fn registered(people: &[Person<'_>]) -> List {
    let mut items = Vec::new();
    for person in people {
        let methods: BTreeSet<&str> = person.methods.iter().map(|method| method.method).collect();
        items.extend(methods.into_iter().map(|method| derived(method.to_owned())));
    }
    List { items, complete: people.iter().all(|person| person.open.is_none()) }
}

fn flag(person: &Person<'_>, property: &str) -> Result<bool, Unknown> {
    let Seen { value, at } = person.object.get(property)?;
    match value {
        Value::Bool(flag) => Ok(flag),
        other => Err(Unknown { why: UnknownReason::Unreadable { raw: plain(&other) }, at }),
    }
}

/// An administrator without a method that withstands phishing. Certificates are not in the report: where they are allowed, one may have been used.
fn is_weak_admin(person: &Person<'_>, allowed: &Result<Vec<Method>, Unknown>) -> Result<bool, Unknown> {
    if person.has(|grade| grade == Grade::PhishingResistant)? {
        return Ok(false);
    }
    let is_admin = flag(person, "IsAdmin")?;
    let methods = allowed.as_ref().map_err(Clone::clone)?;
    let certificates = methods.iter().find(|method| method.name == "X509Certificate");
    match certificates.map(Method::is_enabled).transpose()? {
        Some(true) => Err(Unknown { why: UnknownReason::NotPrinted, at: person.object.spans() }),
        Some(false) | None => Ok(is_admin),
    }
}

/// Somebody whose passwordless methods are all such that the policy does not allow.
fn is_barred(person: &Person<'_>, allowed: &Result<Vec<Method>, Unknown>) -> Result<bool, Unknown> {
    let is_passwordless = |method: &&&Registrable| matches!(method.grade, Grade::PhishingResistant | Grade::Passwordless);
    for registered in person.methods.iter().filter(is_passwordless).filter(|method| method.is_in_policy()) {
        let methods = allowed.as_ref().map_err(Clone::clone)?;
        let is_allowed =
            methods.iter().find(|method| method.name == registered.method).map(Method::is_passwordless).transpose()?;
        if is_allowed != Some(true) {
            return Ok(true);
        }
    }
    person.open.clone().map_or(Ok(false), Err)
}

/// Who has phone sign-in in another tenant, by the name at home.
fn phone_sign_in_elsewhere(view: &View<'_>, side: &Side) -> BTreeSet<String> {
    let others = view.estate.all(NOUN).iter().filter(|object| object.side != *side).map(Person::of);
    others.filter(Person::has_phone_sign_in).map(|person| person.name_at_home()).collect()
}
