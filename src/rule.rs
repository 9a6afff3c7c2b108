//! Rules: the YAML form, the compiled form, and what is wrong with a rule file.
