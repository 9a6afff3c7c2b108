//! The one place where captured text is interpreted.
