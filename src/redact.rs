//! Pseudonyms for what names an organisation.
