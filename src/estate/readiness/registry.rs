//! Registries of Office. A value that is not there counts as not set only where a key above it was exported together with what is below it.

use super::data::data;
use super::{ClientState, Use, text};
use crate::estate::{Estate, Object, Seen, Value};
use crate::source::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The settings of Office for one user, in one export.
#[derive(Debug)]
pub struct Profile {
    /// Version of Office that the settings are of: `16.0`.
    pub office: &'static str,
    /// `EnableADAL` in `Common\Identity`.
    pub enable_adal: Setting,
    /// `Version` in `Common\Identity`.
    pub version: Setting,
    /// `SignInOptions` in `Common\SignIn`, a policy or not.
    pub sign_in_options: Setting,
    /// Version of Click-to-Run on the computer.
    pub installed: Option<String>,
    /// Where the profile is shown.
    pub at: Span,
}

/// What an export says about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It is this number.
    Set(u32, Span),
    /// It is not set.
    Absent(Span),
    /// The export does not show it, or shows what is not a number.
    Unknown,
}

/// Versions of Office with settings for modern authentication.
const VERSIONS: [&str; 2] = ["15.0", "16.0"];
const OFFICE: &str = r"software\microsoft\office\";

/// Every profile that the exports show.
#[must_use]
pub fn profiles(estate: &Estate) -> Vec<Profile> {
    let mut sources: BTreeMap<SourceId, Export<'_>> = BTreeMap::new();
    for object in estate.all("registry-key") {
        let Some(path) = text(object, "Key").map(str::to_lowercase) else { continue };
        // What two computers say in the same words is one object, seen in two places.
        for at in object.spans() {
            sources.entry(at.source).or_default().0.entry(path.clone()).or_default().push(Key { object, at });
        }
    }
    sources.values().flat_map(of_export).collect()
}

/// A key in one source.
struct Key<'e> {
    object: &'e Object,
    at: Span,
}

/// The keys of one source by their path in lower case: those below another one stand together.
#[derive(Default)]
struct Export<'e>(BTreeMap<String, Vec<Key<'e>>>);

fn of_export(export: &Export<'_>) -> Vec<Profile> {
    let roots: BTreeSet<&str> = export.0.keys().filter_map(|path| user_root(path)).collect();
    let installed = export.0.iter().filter(|(path, _)| path.ends_with(r"\office\clicktorun\configuration"));
    let installed = installed.flat_map(|(_, keys)| keys).filter_map(|key| Some((key.at, text(key.object, "VersionToReport")?)));
    let installed = installed.min_by_key(|(at, _)| *at).map(|(_, version)| version.to_owned());
    let mut profiles = Vec::new();
    for root in roots {
        for office in VERSIONS {
            let below = format!(r"{root}\{OFFICE}{office}");
            let shown = export.0.get(&below).into_iter().chain(export.below(&below));
            let Some(at) = shown.flatten().map(|key| key.at).min() else { continue };
            let identity = format!(r"{below}\common\identity");
            let policy = format!(r"{root}\software\policies\microsoft\office\{office}\common\signin");
            profiles.push(Profile {
                office,
                enable_adal: export.value(&identity, "EnableADAL"),
                version: export.value(&identity, "Version"),
                sign_in_options: match export.value(&policy, "SignInOptions") {
                    set @ Setting::Set(..) => set,
                    _ => export.value(&format!(r"{below}\common\signin"), "SignInOptions"),
                },
                installed: installed.clone(),
                at,
            });
        }
    }
    profiles
}

/// `hkey_current_user`, or `hkey_users\s-1-5-21-…`.
fn user_root(key: &str) -> Option<&str> {
    const CURRENT: &str = "hkey_current_user";
    const ALL: &str = r"hkey_users\";
    if key.starts_with(CURRENT) {
        return key.get(..CURRENT.len());
    }
    let name = key.strip_prefix(ALL)?;
    key.get(..ALL.len() + name.find('\\').unwrap_or(name.len()))
}

impl<'e> Export<'e> {
    /// The keys below a path.
    fn below(&self, path: &str) -> impl Iterator<Item = &Vec<Key<'e>>> {
        let start = format!(r"{path}\");
        let from = self.0.range(start.clone()..);
        from.take_while(move |(path, _)| path.starts_with(&start)).map(|(_, keys)| keys)
    }

    fn value(&self, path: &str, name: &str) -> Setting {
        let mut keys: Vec<&Key<'_>> = self.0.get(path).into_iter().flatten().collect();
        keys.sort_unstable_by_key(|key| key.at);
        let mut found: Option<Setting> = None;
        for key in keys {
            let setting = setting(key, name);
            // A source with two exports of one key is of two computers, or of two days.
            let is_other = |other: &Setting| match (other, setting) {
                (Setting::Set(one, _), Setting::Set(two, _)) => *one != two,
                (Setting::Absent(_), Setting::Absent(_)) => false,
                _ => true,
            };
            if found.as_ref().is_some_and(is_other) {
                return Setting::Unknown;
            }
            found = Some(setting);
        }
        found.or_else(|| self.absent(path)).unwrap_or(Setting::Unknown)
    }

    /// A key that is not there, where one above it was exported with others below that.
    fn absent(&self, path: &str) -> Option<Setting> {
        let above = std::iter::successors(Some(path), |path| path.rsplit_once('\\').map(|(above, _)| above)).skip(1);
        let whole = above.filter(|path| self.below(path).next().is_some()).filter_map(|path| self.0.get(path));
        whole.flatten().map(|key| key.at).min().map(Setting::Absent)
    }
}

fn setting(key: &Key<'_>, name: &str) -> Setting {
    let Some(value) = key.object.values.get(name) else { return Setting::Absent(key.at) };
    let Ok(Seen { value, at }) = value else { return Setting::Unknown };
    let Some(&at) = at.iter().find(|at| at.source == key.at.source) else { return Setting::Unknown };
    match value {
        Value::Null => Setting::Absent(at),
        Value::Text(text) => number(text).map_or(Setting::Unknown, |number| Setting::Set(number, at)),
        _ => Setting::Unknown,
    }
}

/// `dword:0000000a` of a file, `0xa` of a query: both are hexadecimal.
fn number(text: &str) -> Option<u32> {
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower.strip_prefix("dword:").or_else(|| lower.strip_prefix("0x"))?;
    u32::from_str_radix(digits.trim(), 16).ok()
}

impl Profile {
    /// Whether modern authentication is switched off.
    #[must_use]
    pub fn switches_off(&self) -> Option<bool> {
        match self.enable_adal {
            Setting::Set(number, _) => Some(number == 0),
            Setting::Absent(_) => Some(false),
            Setting::Unknown => None,
        }
    }

    /// Whether both keys that Office 2013 needs are set.
    #[must_use]
    pub fn has_both_keys(&self) -> Option<bool> {
        let is_on = |setting| match setting {
            Setting::Set(number, _) => Some(number == 1),
            Setting::Absent(_) => Some(false),
            Setting::Unknown => None,
        };
        match (is_on(self.enable_adal), is_on(self.version)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    /// Whether Office allows no sign-in at all.
    #[must_use]
    pub fn forbids_sign_in(&self) -> Option<bool> {
        const NONE_ALLOWED: u32 = 3;
        match self.sign_in_options {
            Setting::Set(number, _) => Some(number == NONE_ALLOWED),
            Setting::Absent(_) => Some(false),
            Setting::Unknown => None,
        }
    }
}

impl Setting {
    /// Where it is shown.
    #[must_use]
    pub fn at(self) -> Option<Span> {
        match self {
            Self::Set(_, at) | Self::Absent(at) => Some(at),
            Self::Unknown => None,
        }
    }
}

/// The profiles as clients that somebody uses.
pub(super) fn uses(profiles: &[Profile]) -> impl Iterator<Item = Use> + '_ {
    profiles.iter().filter_map(|profile| {
        const OFF: &str = "EnableADAL is 0";
        const KEYS: &str = "EnableADAL and Version are not both 1";
        const NOT_EXPORTED: &str = "the keys that tell were not exported";
        let application = data().registry(profile.office)?;
        let needs_keys = application.modern == super::data::Modern::Keys;
        let (state, why, at) = match (profile.switches_off(), needs_keys.then(|| profile.has_both_keys())) {
            (Some(true), _) => (ClientState::Blocked, Some(OFF), profile.enable_adal.at()),
            (_, Some(Some(false))) => (ClientState::Update, Some(KEYS), profile.enable_adal.at()),
            (Some(false), None | Some(Some(true))) => (ClientState::Ready, None, profile.enable_adal.at()),
            _ => (ClientState::Unknown, Some(NOT_EXPORTED), None),
        };
        Some(Use {
            application: &application.name,
            platform: application.only_platform(),
            version: profile.installed.clone().filter(|_| !needs_keys),
            person: None,
            count: 1,
            state,
            why,
            is_refused: false,
            at: at.unwrap_or(profile.at),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_hexadecimal_in_both_forms() {
        for (text, expected) in
            [("dword:00000000", Some(0)), ("DWORD:0000000A", Some(10)), ("0x1", Some(1)), ("1", None), ("", None)]
        {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn users_have_roots_of_their_own() {
        for (key, expected) in [
            (r"hkey_current_user\software\x", Some("hkey_current_user")),
            (r"hkey_users\s-1-5-21-1-2-3-1104\software\x", Some(r"hkey_users\s-1-5-21-1-2-3-1104")),
            (r"hkey_local_machine\software\x", None),
        ] {
            assert_eq!(user_root(key), expected, "{key}");
        }
    }
}
