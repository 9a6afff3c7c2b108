//! All files of a run as texts: containers opened, bytes decoded, what is not evidence left out.

use super::open::{self, Budget, Declined, Opened};
use super::{Source, SourceId, Sources, own, refine};
use rayon::prelude::*;

/// The texts of a run.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Decoded captures, sorted by name.
    pub sources: Sources,
    /// Files that are not read, with the reason, sorted by name.
    pub declined: Vec<Declined>,
}

impl Inputs {
    /// The texts in files, each a name and bytes. `encoding` overrides the one that is detected. Files that hmaudit wrote are left out.
    #[must_use]
    pub fn of(files: Vec<(String, Vec<u8>)>, encoding: Option<&'static str>) -> Self {
        Self::read(files, encoding, false)
    }

    /// The same with the files that hmaudit wrote, as they are.
    #[must_use]
    pub fn with_own(files: Vec<(String, Vec<u8>)>, encoding: Option<&'static str>) -> Self {
        Self::read(files, encoding, true)
    }

    /// Adds files that were declined before they were read.
    #[must_use]
    pub fn and_declined(mut self, more: Vec<Declined>) -> Self {
        self.declined.extend(more);
        self.declined.sort_by(|a, b| (&a.name, &a.why).cmp(&(&b.name, &b.why)));
        self
    }

    fn read(files: Vec<(String, Vec<u8>)>, encoding: Option<&'static str>, own: bool) -> Self {
        let (containers, plain): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, bytes)| open::is_container(name, bytes));
        // One after the other, so that the same one is declined in every run when they unpack to too much.
        let mut budget = Budget::default();
        let mut opened: Vec<Opened> =
            containers.into_iter().map(|(name, bytes)| open::open(name, bytes, encoding, &mut budget)).collect();
        opened.par_extend(plain.into_par_iter().map(|(name, bytes)| open::open(name, bytes, encoding, &mut Budget::default())));

        let mut declined: Vec<Declined> = opened.iter_mut().flat_map(|file| file.declined.drain(..)).collect();
        let texts: Vec<Source> =
            opened.into_iter().flat_map(|file| file.sources).filter(|source| !own::is_configuration(&source.name)).collect();
        let read: Vec<Result<Source, Declined>> = texts
            .into_par_iter()
            .map(|source| match own::why_left_out(&source) {
                Some(_) if own => Ok(source),
                Some(why) => Err(Declined::new(source.name, why)),
                None => refine::refine(source),
            })
            .collect();
        let mut sources = Vec::with_capacity(read.len());
        for outcome in read {
            match outcome {
                Ok(source) => sources.push(source),
                Err(file) => declined.push(file),
            }
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        for (at, source) in sources.iter_mut().enumerate() {
            source.id = SourceId(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self { sources: Sources::new(sources), declined: Vec::new() }.and_declined(declined)
    }
}
