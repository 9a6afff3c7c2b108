//! The little of Markdown that the tests read and write.

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// What stands behind the opening fence: `console`, `yaml title="hmaudit.yml"`.
    pub info: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// Line of the first of them, from 0.
    pub first: usize,
}

impl Block {
    /// The language.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or("")
    }

    /// The file that it shows: `title="hmaudit.yml"`.
    pub fn title(&self) -> Option<&str> {
        self.info.split_once("title=\"")?.1.split('"').next()
    }
}

/// All fenced blocks of a page.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.trim().to_owned(), lines: Vec::new(), first: number + 1 }),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fenced block is not closed");
    blocks
}

/// A page in which blocks show what is given for them; nothing is given for blocks that stay.
pub fn with_blocks(text: &str, mut shows: impl FnMut(&Block) -> Option<Vec<String>>) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let blocks = blocks(text);
    let shown: Vec<_> = blocks.iter().map(&mut shows).collect();
    for (block, shown) in blocks.iter().zip(shown).rev() {
        if let Some(shown) = shown {
            lines.splice(block.first..block.first + block.lines.len(), shown);
        }
    }
    lines.join("\n") + "\n"
}

/// A text of ours as prose: what would be markup is escaped, code spans stay.
pub fn prose(text: &str) -> String {
    let mut escaped = String::new();
    for (number, part) in text.trim_end().split('`').enumerate() {
        if number > 0 {
            escaped.push('`');
        }
        for character in part.chars() {
            // Within code spans a backslash would be seen.
            if number % 2 == 0 && matches!(character, '<' | '>' | '*' | '[' | ']' | '|' | '\\' | '$') {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    escaped
}

/// The same in a cell of a table, where a bar separates even within code.
pub fn cell(text: &str) -> String {
    let mut before = ' ';
    prose(text)
        .chars()
        .flat_map(|character| {
            let bar = character == '|' && before != '\\';
            before = character;
            if bar { vec!['\\', character] } else { vec![if character == '\n' { ' ' } else { character }] }
        })
        .collect()
}

/// The anchor that GitHub gives a heading.
pub fn anchor(heading: &str) -> String {
    let kept =
        heading.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect::<String>();
    kept.replace(' ', "-")
}
