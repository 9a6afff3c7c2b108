//! `--show-config`: every setting, a line each, with where it came from.

use super::{Origin, Setting, Settings};
use crate::choice::Choice as _;
use crate::text::visible_line;
use std::fmt::Write as _;

impl Settings {
    /// Every setting with where it came from, in three columns.
    #[must_use]
    pub fn show(&self) -> String {
        let mut rows: Vec<(&str, String, String)> = Vec::new();
        let mut row = |name, value: &str, origin: &Origin| {
            rows.push((name, visible_line(value).into_owned(), visible_line(&origin.to_string()).into_owned()));
        };
        match &self.config {
            Some(config) => row("config", &config.value, &config.origin),
            None => row("config", "none", &Origin::Default),
        }
        row("expect", self.expect.value.word(), &self.expect.origin);
        row("fail-on", self.fail_on.value.word(), &self.fail_on.origin);
        row("format", self.format.value.word(), &self.format.origin);
        row("as-of", &self.as_of.value.to_string(), &self.as_of.origin);
        if let Some(hybrid) = &self.hybrid {
            row("hybrid", &hybrid.value, &hybrid.origin);
        }
        for area in &self.required {
            row("require", &area.value, &area.origin);
        }
        for output in &self.outputs {
            row("output", &output.value.to_string_lossy(), &output.origin);
        }
        for (tenant, captures) in &self.tenants {
            let id = tenant.value.id.as_ref().map_or(String::new(), |id| format!(" id {id}"));
            let captures = captures.as_ref().map_or(String::new(), |path| format!(" captures {path}"));
            row("tenant", &format!("{}{id}{captures}", tenant.value.name), &tenant.origin);
        }
        for path in &self.rule_paths {
            row("rules", &path.value.to_string_lossy(), &path.origin);
        }
        for Setting { value, origin } in &self.packs {
            row("pack", value, origin);
        }
        for Setting { value, origin } in &self.only {
            row("only", value, origin);
        }
        for Setting { value, origin } in &self.skip {
            row("skip", value, origin);
        }
        for (rule, severity) in &self.severities {
            row("severity", &format!("{} {}", rule.value, severity.word()), &rule.origin);
        }
        if self.no_waivers {
            row("waivers", "ignored", &Origin::CommandLine);
        }
        for waiver in &self.waivers {
            let origin = Origin::File { file: waiver.file.clone(), line: waiver.line };
            row("waiver", &format!("{} {}", waiver.rule.value, waiver.subject.as_written()), &origin);
        }
        let widest = |column: fn(&(&str, String, String)) -> usize| rows.iter().map(column).max().unwrap_or(0);
        let (names, values) = (widest(|row| row.0.len()), widest(|row| row.1.chars().count()).min(60));
        rows.iter().fold(String::new(), |mut text, (name, value, origin)| {
            let _ = writeln!(text, "{name:names$}  {value:values$}  {origin}");
            text
        })
    }
}
