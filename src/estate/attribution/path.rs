//! The tenant that the path of a source names.

use super::Attribution;

/// The tenant of a source by `--tenant`, the configuration, or a path component `tenants/NAME/`, in this order.
pub fn tenant(source: &str, given: &Attribution) -> Option<String> {
    by_argument(source, given).map(str::to_owned).or_else(|| by_folder(source, given))
}

/// The tenant that `--tenant` names for a source.
pub fn by_argument<'a>(source: &str, given: &'a Attribution) -> Option<&'a str> {
    let source = plain(source);
    given.arguments.iter().find(|(_, path)| is_below(&source, path)).map(|(name, _)| name.as_str())
}

/// The tenant in whose folder a source lies, by the configuration or by the folder's name.
pub fn by_folder(source: &str, given: &Attribution) -> Option<String> {
    let source = plain(source);
    let configured =
        given.configured.iter().find(|(_, folder)| folder.as_deref().is_some_and(|folder| is_below(&source, folder)));
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
    let climbs = |path: &str| path.split('/').take_while(|part| *part == "..").count();
    let is_above = !path.is_empty() && path.split('/').all(|part| part == "..");
    if is_above {
        // `..` holds everything here, and what a path that climbs no further leads to.
        return climbs(source) <= climbs(&path) && !std::path::Path::new(source).is_absolute();
    }
    path.is_empty() || path == "." || source == path || source.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folder_below_tenants_names_a_tenant() {
        let given = Attribution::default();
        for (source, expected) in [
            ("tenants/contoso/spn.txt", Some("contoso")),
            ("snapshot/Tenants/Fabrikam/entra/spn.json", Some("Fabrikam")),
            ("tenants/contoso.txt", None),
            ("tenants", None),
            ("onprem/mapi.txt", None),
            ("-", None),
        ] {
            assert_eq!(tenant(source, &given).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn a_path_covers_itself_and_what_lies_below_but_no_namesake() {
        let given = Attribution { arguments: vec![("contoso".to_owned(), ".\\in\\a/".to_owned())], configured: Vec::new() };
        assert_eq!(tenant("in/a/spn.txt", &given).as_deref(), Some("contoso"));
        assert_eq!(tenant("./in/a", &given).as_deref(), Some("contoso"));
        assert_eq!(tenant("in/ab/spn.txt", &given), None);
        let given = Attribution { arguments: vec![("contoso".to_owned(), "../..".to_owned())], configured: Vec::new() };
        for (source, expected) in [
            ("spn.txt", Some("contoso")),
            ("../../a/spn.txt", Some("contoso")),
            ("../../../a/spn.txt", None),
            ("/a/spn.txt", None),
        ] {
            assert_eq!(tenant(source, &given).as_deref(), expected, "{source}");
        }
    }
}
