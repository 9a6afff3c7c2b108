//! The only users of the network: `probe` and `fetch`. They write captures, which `check` reads like any other.
