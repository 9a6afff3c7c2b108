//! The `manifest.json` of a collector's folder: when its files were written, and what each of them was.

use super::{Source, SourceId, Sources, Span};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;

/// What a manifest says, as far as it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Manifest {
    collector: String,
    /// When the collector began, in ISO 8601.
    pub started: String,
    /// When it ended.
    pub finished: String,
    /// Id of the on-premises organisation.
    pub organization_guid: Option<String>,
    /// Cmdlets that failed.
    #[serde(default)]
    pub failures: Vec<Failed>,
    /// The files that it wrote.
    #[serde(default)]
    pub files: Vec<File>,
}

/// A cmdlet that failed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Failed {
    /// The command.
    pub command: String,
    /// What it printed.
    pub message: String,
}

/// A file that a collector wrote.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct File {
    /// Its path below the folder of the manifest, as the collector wrote it.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl Manifest {
    /// The manifest that a source is; `None` for any other file.
    #[must_use]
    pub fn of(source: &Source) -> Option<Self> {
        let name = source.name.rsplit('/').next()?;
        let manifest: Self =
            name.eq_ignore_ascii_case("manifest.json").then(|| serde_json::from_str(&source.text).ok()).flatten()?;
        manifest.collector.starts_with("hmaudit collect").then_some(manifest)
    }

    /// The moment at which everything that it lists had been written.
    #[must_use]
    pub fn written(&self) -> Option<Timestamp> {
        self.finished.parse().ok()
    }
}

impl File {
    /// The name of the source that this file is, `manifest` being the source that lists it.
    #[must_use]
    pub fn name(&self, manifest: &Source) -> String {
        let folder = manifest.name.rfind('/').map_or("", |at| &manifest.name[..=at]);
        format!("{folder}{}", self.path.replace('\\', "/"))
    }

    /// Whether a source is what the collector wrote. Other line ends, as some tools for storing files make them, change nothing.
    #[must_use]
    pub fn is(&self, source: &Source) -> bool {
        let is_it = |digest: &str| digest.eq_ignore_ascii_case(&self.sha256);
        is_it(source.sha256()) || with_other_line_ends(source).iter().any(|digest| is_it(digest))
    }
}

/// Digests of a text with the line ends of Windows and of Unix, without and with a byte order mark.
fn with_other_line_ends(source: &Source) -> Vec<String> {
    let unix = source.text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    let marks: [&[u8]; 2] = [b"", b"\xef\xbb\xbf"];
    [unix, windows].iter().flat_map(|text| marks.map(|mark| crate::digest::sha256_hex_of(&[mark, text.as_bytes()]))).collect()
}

/// What the manifests among the sources say of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collected {
    /// When it had been written.
    pub at: Option<Timestamp>,
    /// It is not what the collector wrote.
    pub altered: bool,
}

/// The ids of the on-premises organisations that manifests name, each with the manifest.
#[must_use]
pub fn organizations(sources: &Sources) -> Vec<(String, Span)> {
    let named = sources.iter().filter_map(|source| {
        let id = Manifest::of(source)?.organization_guid?;
        let start = source.text.find(&id).unwrap_or_default();
        Some((id.to_ascii_lowercase(), source.span(start, start + id.len())))
    });
    named.collect()
}

/// What the manifests say of the files that they list.
#[must_use]
pub fn collected(sources: &Sources) -> HashMap<SourceId, Collected> {
    let manifests: Vec<(&Source, Manifest)> = sources.iter().filter_map(|source| Some((source, Manifest::of(source)?))).collect();
    if manifests.is_empty() {
        return HashMap::new();
    }
    let by_name: HashMap<&str, &Source> = sources.iter().map(|source| (source.name.as_str(), source)).collect();
    let mut collected = HashMap::new();
    for (source, manifest) in &manifests {
        for file in &manifest.files {
            if let Some(own) = by_name.get(file.name(source).as_str()) {
                collected.insert(own.id, Collected { at: manifest.written(), altered: !file.is(own) });
            }
        }
    }
    collected
}
