//! What is known of clients: `data/clients.yml`, which is embedded. Nothing of it is written in code.

use crate::yaml;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Data {
    /// The day on which the sources were last compared with the entries.
    pub as_of: String,
    /// Documents by the name that entries give them.
    pub sources: BTreeMap<String, Source>,
    /// Days after which a device that did not synchronise is not a client.
    pub idle_days: i64,
    /// Platforms.
    pub platforms: Vec<Platform>,
    /// Ids and names of Exchange as a resource in Entra.
    pub resources: Vec<String>,
    /// What a log of sign-ins prints where one succeeded.
    pub succeeded: Vec<String>,
    /// What it prints where one did not, or not yet.
    pub failed: Vec<String>,
    /// Words of products that are none of the applications.
    pub other_products: Vec<String>,
    /// Applications; of several that fit, the first counts.
    pub applications: Vec<Application>,
    /// What `clientAppUsed` says.
    pub protocols: Protocols,
    /// Certificate-based authentication.
    pub certificates: Vec<Certificate>,
}

/// A document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever reads the file"))]
    pub title: String,
    /// Where it is.
    pub url: String,
    /// When it was read.
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever reads the file"))]
    pub read: String,
}

/// An operating system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// What reports call it.
    pub name: String,
    /// How captures begin its name, in lower case.
    pub begins: Vec<String>,
}

/// An application.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Application {
    /// What reports call it.
    pub name: String,
    /// Where it runs; empty for anywhere.
    pub platforms: Vec<String>,
    /// How an inventory names it.
    #[serde(default)]
    pub products: Vec<Product>,
    /// How it shows among mobile devices.
    #[serde(default)]
    pub devices: Vec<Device>,
    /// Its ids in Entra.
    #[serde(default)]
    pub app_ids: Vec<String>,
    /// The version of Office in whose part of the registry its settings are.
    pub registry: Option<String>,
    /// Whether it can sign in with modern authentication.
    pub modern: Modern,
    /// The first version that can.
    pub since: Option<String>,
    /// Whether what shows the application also shows that it signs in so.
    #[serde(default = "yes")]
    pub shown: bool,
    /// Why nobody knows whether it can.
    pub why: Option<String>,
    /// Under which application somebody signs in who does better than this record says.
    pub same_person: Option<String>,
    /// What it is to be replaced with.
    pub update: Option<String>,
    /// What its user notices when modern authentication is switched on.
    pub notices: Option<String>,
    /// The noun whose capture tells.
    pub decided_by: Option<String>,
    /// Whether it signs in with a certificate.
    pub certificate: Supported,
    /// The document that says so.
    pub source: String,
}

fn yes() -> bool {
    true
}

/// Whether an application can sign in with modern authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modern {
    /// It can.
    Always,
    /// No version of it can.
    Never,
    /// Where two values of the registry say so.
    Keys,
    /// Once its profile is created anew.
    Profile,
    /// Nobody knows.
    Unknown,
}

/// A product as an inventory names it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Words that its name has, letter case ignored.
    pub words: Vec<String>,
    /// First part of its version.
    pub version: Option<String>,
}

/// A mobile device; what is given has to fit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// DeviceType.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How DeviceUserAgent begins.
    pub agent: Option<String>,
    /// ClientType.
    pub client: Option<String>,
}

/// What `clientAppUsed` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocols {
    /// A browser.
    pub browser: String,
    /// Modern authentication.
    pub modern: Vec<String>,
    /// Legacy authentication of clients that can do better.
    pub undecided: Vec<String>,
    /// Legacy authentication.
    pub legacy: Vec<String>,
    /// What the portal prints in other languages.
    pub called: BTreeMap<String, Vec<String>>,
    /// The document that says so.
    pub source: String,
}

/// Certificate-based authentication of an application on a platform.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Applications, as the document lists them.
    pub application: String,
    /// Platforms.
    pub platform: String,
    /// `yes`, `no` or `partly`.
    pub support: String,
    /// What it needs.
    pub needs: String,
    /// The document that says so.
    pub source: String,
}

/// Whether, and with what, certificates are supported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supported {
    /// `yes`, `no` or `partly`.
    pub support: String,
    /// What it needs.
    pub needs: String,
}

/// The data. They are empty if the embedded file is broken, which a test rules out.
#[must_use]
pub fn data() -> &'static Data {
    static DATA: LazyLock<Data> = LazyLock::new(|| yaml::typed(include_str!("../../../data/clients.yml")).unwrap_or_default());
    &DATA
}

impl Data {
    /// The platform that a text begins with the name of.
    #[must_use]
    pub fn platform(&self, text: &str) -> Option<&str> {
        let lower = text.trim().to_lowercase();
        let is_it = |platform: &&Platform| platform.begins.iter().any(|beginning| lower.starts_with(beginning.as_str()));
        self.platforms.iter().find(is_it).map(|platform| platform.name.as_str())
    }

    /// The application of a product of an inventory, and the platform where that tells it alone. Without a platform, only what runs on one is certain.
    #[must_use]
    pub fn product(&self, name: &str, version: Option<&str>, platform: Option<&str>) -> Option<&Application> {
        let words: Vec<String> =
            name.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect();
        let has = |word: &String| words.contains(&word.to_lowercase());
        if self.other_products.iter().any(has) {
            return None;
        }
        let begins = |wanted: &Option<String>| {
            wanted.as_deref().is_none_or(|wanted| version.is_some_and(|own| own.split('.').next() == Some(wanted)))
        };
        let fits = |application: &&Application| {
            application.runs_on(platform)
                && application.products.iter().any(|product| product.words.iter().all(has) && begins(&product.version))
        };
        let mut fitting = self.applications.iter().filter(fits);
        let first = fitting.next()?;
        let is_certain = platform.is_some() || fitting.all(|other| other.platforms == first.platforms);
        is_certain.then_some(first)
    }

    /// The application of a mobile device.
    #[must_use]
    pub fn device(&self, kind: &str, agent: &str, client: &str, platform: Option<&str>) -> Option<&Application> {
        let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(own));
        let fits = |application: &Application, device: &Device| {
            // What every device says tells the application only where the platform is known.
            let is_told =
                device.kind.is_some() || device.agent.is_some() || platform.is_some() || application.platforms.is_empty();
            let begins = device.agent.as_deref().is_none_or(|wanted| crate::text::case::begins(agent, wanted));
            is_told && is(&device.kind, kind) && begins && is(&device.client, client)
        };
        let mut all = self.applications.iter().filter(|application| application.runs_on(platform));
        all.find(|application| application.devices.iter().any(|device| fits(application, device)))
    }

    /// The application of an id of Entra on a platform.
    #[must_use]
    pub fn app_id(&self, id: &str, platform: Option<&str>) -> Option<&Application> {
        let is_it = |application: &&Application| application.app_ids.iter().any(|own| own.eq_ignore_ascii_case(id));
        self.applications.iter().filter(is_it).find(|application| application.runs_on(platform))
    }

    /// The application whose settings are in the part of the registry of a version of Office.
    #[must_use]
    pub fn registry(&self, version: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.registry.as_deref() == Some(version))
    }
}

impl Application {
    fn runs_on(&self, platform: Option<&str>) -> bool {
        self.platforms.is_empty() || platform.is_none_or(|platform| self.platforms.iter().any(|own| own == platform))
    }

    /// Its only platform.
    #[must_use]
    pub fn only_platform(&self) -> Option<&str> {
        if let [only] = self.platforms.as_slice() { Some(only) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn every_entry_is_read_and_names_its_source() {
        let data: Data = yaml::typed(include_str!("../../../data/clients.yml")).unwrap();
        let sources = data.applications.iter().map(|one| &one.source).chain(data.certificates.iter().map(|one| &one.source));
        for source in sources.chain([&data.protocols.source]) {
            assert!(data.sources.contains_key(source), "{source}");
        }
        let dates = data.sources.values().map(|source| &source.read).chain([&data.as_of]);
        assert!(dates.into_iter().all(|date| date.parse::<jiff::civil::Date>().is_ok()));
        assert!(data.sources.values().all(|source| source.url.starts_with("https://learn.microsoft.com/")));
        for application in &data.applications {
            let known = |name: &String| data.platforms.iter().any(|platform| platform.name == *name);
            assert!(application.platforms.iter().all(known), "{}", application.name);
            assert!(
                application.decided_by.as_deref().is_none_or(|noun| catalog::of_noun(noun).is_some()),
                "{}",
                application.name
            );
            let undecided = matches!(application.modern, Modern::Unknown | Modern::Keys) || !application.shown;
            assert_eq!(undecided, application.decided_by.is_some(), "{}", application.name);
            let replaced =
                matches!(application.modern, Modern::Never | Modern::Profile | Modern::Keys) || application.since.is_some();
            assert_eq!(replaced, application.update.is_some(), "{}", application.name);
            assert!(["yes", "no", "partly"].contains(&application.certificate.support.as_str()), "{}", application.name);
        }
    }

    #[test]
    fn products_are_told_by_name_version_and_platform() {
        for (name, version, platform, expected) in [
            (
                "Microsoft 365 Apps for enterprise - en-us",
                Some("16.0.19127.20240"),
                Some("Windows"),
                Some("Outlook 2016 or later"),
            ),
            ("Microsoft Office Professional Plus 2010", Some("14.0.7268.5000"), Some("Windows"), Some("Outlook 2010 or earlier")),
            ("Microsoft Office Standard 2013", None, Some("Windows"), Some("Outlook 2013")),
            ("Microsoft Office LTSC Professional Plus 2021", None, None, Some("Outlook 2016 or later")),
            ("Microsoft Outlook", Some("16.90"), Some("macOS"), Some("Outlook for Mac")),
            // Which of two platforms it runs on, nobody tells.
            ("Microsoft Outlook", Some("16.90"), None, None),
            ("Microsoft Office Visio Professional 2010", Some("14.0"), Some("Windows"), None),
            ("Microsoft Office Proofing Tools 2016", Some("16.0"), Some("Windows"), None),
            ("Microsoft Outlook", None, Some("Windows"), None),
            ("Contoso Expenses", Some("16.0"), Some("Windows"), None),
        ] {
            let found = data().product(name, version, platform).map(|application| application.name.as_str());
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn devices_are_told_by_what_they_call_themselves() {
        for (kind, agent, client, platform, expected) in [
            ("iPhone", "Apple-iPhone17C1/2302.85", "EAS", Some("iOS"), "Mail of iOS"),
            ("Outlook", "Outlook-iOS-Android/1.0", "Outlook", None, "Outlook for iOS and Android with Basic"),
            ("OutlookService", "", "Outlook", None, "Outlook for iOS and Android"),
            ("Outlook-x", "Outlook-Android/2.0 (x)", "REST", Some("Android"), "Outlook for iOS and Android"),
            ("SamsungDevice", "Android-SAMSUNG-SM-S921B/101.1400", "EAS", Some("Android"), "Mail of Android"),
            ("WP8", "MSFT-WP/8.10", "EAS", None, "Another ActiveSync client"),
        ] {
            let found = data().device(kind, agent, client, platform).map_or("none", |application| application.name.as_str());
            assert_eq!(found, expected, "{kind}");
        }
    }
}
