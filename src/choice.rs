//! Settings with a closed list of words, the same on the command line, in variables and in files.

/// A value that a word stands for.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value with its word, in the order of the help.
    const ALL: &'static [(Self, &'static str)];

    /// The word.
    #[must_use]
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }

    /// The value that exactly this word stands for.
    #[must_use]
    fn of_word(written: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == written).map(|(value, _)| *value)
    }
}

/// Declares an enumeration whose values have words. Their documentation is the help of the command line.
macro_rules! choice {
    ($(#[doc = $about:literal])* pub enum $name:ident { $(#[doc = $help:literal] $value:ident = $word:literal,)+ }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $help] $value,)+
        }

        impl $crate::choice::Choice for $name {
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$value, $word)),+];
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word),+], "description": concat!($($about),*).trim() })
            }
        }

        #[cfg(feature = "cli")]
        impl clap::ValueEnum for $name {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$value),+]
            }

            fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
                let (word, help) = match self {
                    $(Self::$value => ($word, $help),)+
                };
                Some(clap::builder::PossibleValue::new(word).help(help.trim().trim_end_matches('.')))
            }
        }
    };
}
pub(crate) use choice;
