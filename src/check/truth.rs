//! Three truth values. "Unknown" carries the reason and wins over "true" in a conjunction, over "false" in a disjunction.

use crate::estate::UnknownReason;
use crate::source::Span;
use std::sync::Arc;

/// Whether something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// The evidence shows that it holds.
    True,
    /// The evidence shows that it does not.
    False,
    /// The evidence does not tell.
    Unknown(UnknownReason),
}

/// A place that a judgement rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The place.
    pub span: Span,
    /// What it shows, in a few words.
    pub label: Arc<str>,
}

/// A truth value and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether it holds.
    pub truth: Truth,
    /// The places that decide it, the most telling first.
    pub grounds: Vec<Ground>,
}

impl Judged {
    /// Holds, on no particular ground.
    #[must_use]
    pub fn holds() -> Self {
        Self { truth: Truth::True, grounds: Vec::new() }
    }

    /// All must hold: false if one is false, else unknown if one is unknown. The grounds are those of the parts that decide it.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::combine(parts, &Truth::False, Truth::True)
    }

    /// One must hold: true if one is true, else unknown if one is unknown.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::combine(parts, &Truth::True, Truth::False)
    }

    fn combine(parts: Vec<Self>, deciding: &Truth, otherwise: Truth) -> Self {
        let decides = |part: &Self| part.truth == *deciding;
        let unknown = |part: &Self| matches!(part.truth, Truth::Unknown(_));
        let truth = if parts.iter().any(decides) {
            deciding.clone()
        } else if let Some(part) = parts.iter().find(|part| unknown(part)) {
            part.truth.clone()
        } else {
            otherwise
        };
        let counts = |part: &Self| match truth {
            Truth::Unknown(_) => unknown(part),
            _ => part.truth == truth,
        };
        let grounds = parts.into_iter().filter(counts).flat_map(|part| part.grounds).collect();
        Self { truth, grounds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(truth: &Truth) -> Judged {
        Judged { truth: truth.clone(), grounds: Vec::new() }
    }

    #[test]
    fn kleene() {
        let values = [Truth::False, Truth::Unknown(UnknownReason::NotPrinted), Truth::True];
        // In this order a conjunction is the minimum and a disjunction the maximum.
        for (i, one) in values.iter().enumerate() {
            for (j, other) in values.iter().enumerate() {
                assert_eq!(Judged::all(vec![part(one), part(other)]).truth, values[i.min(j)], "{one:?} and {other:?}");
                assert_eq!(Judged::any(vec![part(one), part(other)]).truth, values[i.max(j)], "{one:?} or {other:?}");
            }
        }
        assert_eq!(Judged::all(Vec::new()).truth, Truth::True);
        assert_eq!(Judged::any(Vec::new()).truth, Truth::False);
    }
}
