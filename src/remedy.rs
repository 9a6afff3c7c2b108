//! From findings to a plan, from a plan to PowerShell and its undo.
