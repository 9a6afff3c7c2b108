//! What somebody meant who misspelt a name.

/// The nearest of some names, if it is near enough to be meant. Letter case is ignored.
#[must_use]
pub fn close<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let folded = wrong.to_lowercase();
    let (distance, name) = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .min_by_key(|(distance, name)| (*distance, name.len(), *name))?;
    (distance <= 2.max(wrong.chars().count() / 3)).then_some(name)
}

/// "did you mean …?" for a misspelt name, else the choices when they are few; `None` when neither helps.
#[must_use]
pub fn nearest(wrong: &str, choices: &[&str]) -> Option<String> {
    if let Some(name) = close(wrong, choices.iter().copied()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let folded = wrong.to_lowercase();
    let parts: Vec<&&str> =
        choices.iter().filter(|choice| folded.len() > 3 && choice.to_lowercase().contains(&folded)).take(5).collect();
    if !parts.is_empty() {
        let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
        return Some(format!("did you mean one of {}?", parts.join(", ")));
    }
    (1..=24).contains(&choices.len()).then(|| expected(choices))
}

/// "expected one of …".
#[must_use]
pub fn expected(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    format!("expected one of {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_prefers_a_close_name_then_a_part_then_all_choices() {
        assert_eq!(nearest("contians", &["contains", "lacks"]).as_deref(), Some("did you mean `contains`?"));
        assert_eq!(nearest("oauth", &["IISAuthenticationMethods"]), Some("expected one of `IISAuthenticationMethods`".into()));
        assert_eq!(
            nearest("authentication", &["IISAuthenticationMethods", "Zone"]).as_deref(),
            Some("did you mean one of `IISAuthenticationMethods`?")
        );
    }
}
