//! From findings to the shared report.
