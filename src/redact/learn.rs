//! Finds what is to be replaced, and makes the pseudonyms.

use super::scan::{Kind, is_cut, tokens};
use super::{keep, key, key::Key, material, names, pieces, seam};
use crate::capture::Capture;
use crate::source::Source;
use std::collections::BTreeSet;

/// Finds what is to be replaced and makes the missing pseudonyms, in the order of the names, not of the files.
pub(super) fn learn(inputs: &[(&Source, &Capture<'_>)], given: &[String], key: &mut Key) -> BTreeSet<String> {
    let mut names = names::Names::default();
    let pieces: Vec<_> = inputs.iter().map(|(source, capture)| pieces::pieces(source, capture)).collect();
    let texts = || pieces.iter().flatten().map(pieces::Piece::text).chain(inputs.iter().map(|(source, _)| source.name.as_str()));
    // What a capture calls its own properties and commands is no name, even if a file is called so.
    let structure = inputs.iter().flat_map(|(_, capture)| {
        let fields = capture.records.iter().flat_map(|record| &record.fields).map(|field| field.name.as_ref());
        fields.chain(capture.commands.iter().map(|command| command.cmdlet.as_ref()))
    });
    let structure: BTreeSet<String> =
        structure.flat_map(|name| name.split(|character: char| !character.is_alphanumeric())).map(key::fold).collect();
    given.iter().for_each(|name| names.add(name));
    names.words.retain(|word| !structure.contains(word));
    for (source, capture) in inputs {
        tenant_of(&source.name).into_iter().for_each(|name| names.add(name));
        names.read_records(capture);
    }
    let materials: BTreeSet<String> = texts().flat_map(material::find).map(|material| material.says).collect();
    let inside: Vec<String> = materials.iter().flat_map(|says| material::texts(says)).collect();
    let joined: Vec<String> = texts().flat_map(seam::joined).collect();
    let every = || texts().chain(inside.iter().chain(&joined).map(String::as_str));
    every().for_each(|text| names.learn(text));
    every().for_each(|text| names.read(text));
    inside.iter().for_each(|text| names.add_value(text));

    let mut taken: BTreeSet<String> = key.used().cloned().collect();
    let mut ids: BTreeSet<(Kind, String)> = BTreeSet::new();
    let pseudonyms: BTreeSet<&String> = key.words.values().collect();
    let mut cut: BTreeSet<(Kind, String)> = BTreeSet::new();
    for text in texts() {
        ids.extend(
            seam::splits(text)
                .into_iter()
                .filter(|split| split.kind != Kind::Word)
                .map(|split| (split.kind, key::fold(&split.whole))),
        );
        for token in tokens(text) {
            let word = key::fold(&text[token.start..token.end]);
            match token.kind {
                // A word that is a pseudonym already must become another, or it could not be told from it.
                Kind::Word if pseudonyms.contains(&word) => _ = names.words.insert(word.clone()),
                kind @ (Kind::Word | Kind::Guid | Kind::Hex) if is_cut(&text[token.end..]) => {
                    _ = cut.insert((kind, word.clone()))
                }
                Kind::Word => {}
                Kind::Guid if keep::is_public_guid(&word) => {}
                Kind::V4 | Kind::V6 if keep::is_public_address(&word) => {}
                kind => _ = ids.insert((kind, word.clone())),
            }
            taken.insert(word);
        }
    }
    let mut left = BTreeSet::new();
    for word in &names.words {
        if !key.add(Kind::Word, word, &mut taken) {
            left.insert(word.clone());
        }
    }
    for says in &materials {
        match material::as_digest(says) {
            Some(digest) => _ = ids.insert((Kind::Hex, digest)),
            None if !key.materials.contains_key(says) => {
                let (new, thumbprints) = material::invent(says, key);
                key.materials.insert(says.clone(), new);
                for (old, new) in thumbprints {
                    taken.insert(new.clone());
                    key.digests.entry(old).or_insert(new);
                }
            }
            None => {}
        }
    }
    ids.retain(|(kind, id)| *kind != Kind::Guid || !keep::is_public_guid(id));
    for (kind, id) in &ids {
        if !key.add(*kind, id, &mut taken) {
            left.insert(id.clone());
        }
    }
    for (kind, beginning) in &cut {
        if *kind != Kind::Word || !keep::is_vocabulary(beginning) && !names.words.contains(beginning) {
            key.add_cut(*kind, beginning, &mut taken);
        }
    }
    left
}

/// The name of the tenant in a path with `tenants/NAME/`.
fn tenant_of(path: &str) -> Option<&str> {
    let mut parts = path.split('/');
    parts.find(|part| part.eq_ignore_ascii_case("tenants"))?;
    let name = parts.next()?;
    // The last part is a file.
    parts.next().map(|_| name)
}
