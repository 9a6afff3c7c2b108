//! A rule in words.
