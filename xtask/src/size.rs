//! Lines of src without tests: the part of a file below its first `#[cfg(test)]` does not count, nor do files of tests.

use crate::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Prints them for each module, and in all.
pub fn run() -> Result<(), String> {
    let src = root().join("src");
    let mut modules: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    walk(&src, &mut |path| {
        let below = path.strip_prefix(&src).unwrap_or(path);
        let name = below.to_string_lossy().replace('\\', "/");
        if is_test(&name) {
            return Ok(());
        }
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let module = name.split(['/', '.']).next().unwrap_or_default().to_owned();
        let entry = modules.entry(module).or_default();
        entry.0 += 1;
        entry.1 += lines(&text);
        Ok(())
    })?;
    let (mut files, mut all) = (0, 0);
    for (module, (count, lines)) in &modules {
        println!("{module:<12} {lines:>7} lines {count:>5} files");
        files += count;
        all += lines;
    }
    println!("{:<12} {all:>7} lines {files:>5} files", "all");
    Ok(())
}

/// Lines in front of the tests.
fn lines(text: &str) -> usize {
    text.lines().take_while(|line| line.trim_start() != "#[cfg(test)]").count()
}

/// Whether a file below src holds nothing but tests.
fn is_test(name: &str) -> bool {
    name.contains("/tests/") || name.ends_with("/tests.rs")
}

fn walk(folder: &Path, then: &mut dyn FnMut(&Path) -> Result<(), String>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            walk(&path, then)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            then(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_cfg_test_does_not_count() {
        assert_eq!(lines("a\nb\n\n#[cfg(test)]\nmod tests {}\n"), 3);
        assert_eq!(lines("a\n"), 1);
    }

    #[test]
    fn files_of_tests_do_not_count() {
        assert!(is_test("check/tests.rs") && is_test("check/tests/effective_severity.rs") && !is_test("check/words.rs"));
    }
}
