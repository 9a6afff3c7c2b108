//! What somebody meant who misspelt a name.

/// "did you mean …?" for a misspelt name, else the choices when they are few; `None` when neither helps.
#[must_use]
pub fn nearest(wrong: &str, choices: &[&str]) -> Option<String> {
    let folded = wrong.to_lowercase();
    let best = choices
        .iter()
        .map(|choice| (strsim::damerau_levenshtein(&folded, &choice.to_lowercase()), choice))
        .min_by_key(|(distance, choice)| (*distance, choice.len(), **choice))?;
    if best.0 <= 2.max(wrong.chars().count() / 3) {
        return Some(format!("did you mean `{}`?", best.1));
    }
    let parts: Vec<&&str> =
        choices.iter().filter(|choice| folded.len() > 3 && choice.to_lowercase().contains(&folded)).take(5).collect();
    if !parts.is_empty() {
        let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
        return Some(format!("did you mean one of {}?", parts.join(", ")));
    }
    (choices.len() <= 24).then(|| expected(choices))
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
