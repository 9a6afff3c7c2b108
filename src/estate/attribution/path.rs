//! The tenant that the path of a source names.

use super::Attribution;

/// The tenant of a source by `--tenant`, the configuration, or a path component `tenants/NAME/`, in this order.
pub fn tenant(source: &str, said: &Attribution) -> Option<String> {
    let source = plain(source);
    if let Some((name, _)) = said.arguments.iter().find(|(_, path)| is_below(&source, path)) {
        return Some(name.clone());
    }
    let configured = said.configured.iter().find(|(_, folder)| folder.as_deref().is_some_and(|folder| is_below(&source, folder)));
    if let Some((tenant, _)) = configured {
        return Some(tenant.name.clone());
    }
    let parts: Vec<&str> = source.split('/').collect();
    let at = parts.iter().rposition(|part| part.eq_ignore_ascii_case("tenants"))?;
    // The component behind must be a folder: there is a file below it.
    let name = parts.get(at + 1)?;
    (at + 2 < parts.len() && !name.is_empty()).then(|| (*name).to_owned())
}

fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut path = path.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path.trim_end_matches('/').to_owned()
}

fn is_below(source: &str, path: &str) -> bool {
    let path = plain(path);
    path.is_empty() || path == "." || source == path || source.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'))
}
