//! The lists in the sentences of a report. An audit puts them in order (`EX01, EX02, EX03`); with other names the order is another.

/// Rewrites a sentence part by part, with each of its lists in the order of the new names. Where the sentence shows only the beginning of a list that
/// stands whole in `lists`, it shows the beginning of the new one.
pub(super) fn rewrite(text: &str, lists: &[Vec<String>], change: &dyn Fn(&str) -> String) -> String {
    let mut new = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(list) = find(rest) {
        let shown = list.items.len();
        let is_beginning = |whole: &&Vec<String>| {
            whole.len() == shown + list.more && whole.iter().zip(&list.items).all(|(whole, shown)| whole == shown)
        };
        let whole = lists.iter().find(is_beginning).filter(|_| list.more > 0);
        let mut items: Vec<String> = match whole {
            Some(whole) => whole.iter().map(|item| change(item)).collect(),
            None => list.items.iter().map(|item| change(item)).collect(),
        };
        items.sort();
        items.truncate(shown);
        new.push_str(&change(&rest[..list.start]));
        new.push_str(&items.join(SEPARATOR));
        rest = &rest[list.end..];
    }
    new.push_str(&change(rest));
    new
}

const SEPARATOR: &str = ", ";

/// A list in a sentence.
struct Found<'t> {
    start: usize,
    end: usize,
    items: Vec<&'t str>,
    /// How many more the sentence counts without naming them.
    more: usize,
}

/// The first list that is in order: items of as many words each, with commas between.
fn find(text: &str) -> Option<Found<'_>> {
    let mut from = 0;
    while let Some(comma) = text[from..].find(SEPARATOR).map(|at| from + at) {
        let behind = |mark: &str| text[..comma].rfind(mark).map_or(0, |at| at + mark.len());
        let clause = [": ", "; ", "\n"].into_iter().map(behind).max().unwrap_or(0);
        let stretch = &text[clause..];
        let end = clause + stretch.find(['\n', ';']).unwrap_or(stretch.len());
        let parts: Vec<&str> = text[clause..end].split(SEPARATOR).collect();
        if let Some(found) = in_order(text, clause, &parts) {
            return Some(found);
        }
        from = end.max(comma + SEPARATOR.len());
        if from >= text.len() {
            return None;
        }
    }
    None
}

/// The list that `parts`, the first of which starts at `clause`, hold.
fn in_order<'t>(text: &'t str, clause: usize, parts: &[&'t str]) -> Option<Found<'t>> {
    let (first, others) = parts.split_first()?;
    let mut items: Vec<&str> = Vec::with_capacity(parts.len());
    let mut more = 0;
    let mut end = clause + first.len();
    for part in others {
        let start = end + SEPARATOR.len();
        end = start + part.len();
        let counted = part.strip_prefix("and ").and_then(|rest| rest.split_once(" more"));
        if let Some(count) = counted.and_then(|(count, _)| count.parse().ok()) {
            more = count;
            end = start - SEPARATOR.len();
            break;
        }
        items.push(part);
        let is_open = part.matches('(').count() < part.matches(')').count();
        if is_open {
            // The bracket around the list ends it.
            let close = part.rfind(')')?;
            *items.last_mut()? = &part[..close];
            end = start + close;
            break;
        }
    }
    let words = items.first()?.split(' ').count();
    let starts: Vec<usize> = std::iter::once(0).chain(first.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let mut start = *starts.get(starts.len().checked_sub(words)?)?;
    // A bracket that is not closed in the item is one around the list.
    let is_around = first[start..].starts_with('(') && first[start..].matches('(').count() > first[start..].matches(')').count();
    start += usize::from(is_around);
    items.insert(0, &first[start..]);
    let is_sorted = items.windows(2).all(|pair| pair[0] <= pair[1]);
    let is_alike = items.iter().all(|item| !item.is_empty() && item.split(' ').count() == words);
    (is_sorted && is_alike && (words == 1 || items.iter().all(|item| item.contains(['\\', '(', '/', '@']))))
        .then_some(Found { start: clause + start, end, items, more })
        .filter(|found| text.get(found.start..found.end).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swapped(text: &str) -> String {
        let names = [("EX01", "ZU07"), ("EX02", "BA31"), ("EX03", "KO20"), ("EX04", "VI55"), ("EX05", "AA11")];
        names.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    }

    #[test]
    fn lists_are_put_in_order_and_sentences_stay() {
        for (old, new) in [
            ("servers EX01, EX02, EX03", "servers BA31, KO20, ZU07"),
            (
                "it is not there (required by EX01\\mapi (Default Web Site) InternalUrl, EX02\\mapi (Default Web Site) InternalUrl)",
                "it is not there (required by BA31\\mapi (Default Web Site) InternalUrl, ZU07\\mapi (Default Web Site) InternalUrl)",
            ),
            (
                "the host is not yours (EX01\\OAB (Default Web Site) InternalUrl, EX02\\OAB (Default Web Site) InternalUrl)",
                "the host is not yours (BA31\\OAB (Default Web Site) InternalUrl, ZU07\\OAB (Default Web Site) InternalUrl)",
            ),
            ("EX16 is Exchange 2016, out of support", "EX16 is Exchange 2016, out of support"),
            ("hosts differ: EX01, EX02", "hosts differ: BA31, ZU07"),
            ("methods are negotiate, ntlm", "methods are negotiate, ntlm"),
            ("no list", "no list"),
            ("EX02, EX01 as captured", "BA31, ZU07 as captured"),
        ] {
            assert_eq!(rewrite(old, &[], &swapped), new);
        }
    }

    #[test]
    fn a_list_that_is_shown_in_part_begins_with_the_first_of_all() {
        let whole: Vec<String> = ["EX01", "EX02", "EX03", "EX04", "EX05"].map(str::to_owned).to_vec();
        let text = "required by EX01, EX02, EX03, and 2 more";
        assert_eq!(rewrite(text, &[whole], &swapped), "required by AA11, BA31, KO20, and 2 more");
        assert_eq!(rewrite(text, &[], &swapped), "required by BA31, KO20, ZU07, and 2 more");
    }
}
