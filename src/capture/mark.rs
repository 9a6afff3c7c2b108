//! What shows that PowerShell cut something to fit.

/// The marks: `…`, or the three dots of Windows PowerShell; then what becomes of the first where it is read in another encoding than it was written in.
pub const CUT: &[&str] = &[
    "\u{2026}", "...", // UTF-8, read in the code pages 1252, 850 and 437.
    "â€¦", "ÔÇª",
    "ΓÇª", // The code pages of Japan, China, Korea and Taiwan, read in 1252; that of Japan in 850 and 437, too.
    "\u{81}c", "üc", "¡\u{ad}", "¡¦", "¡K", // Code page 1252, read as Latin 1, and what code page 437 has instead of it.
    "\u{85}", "\u{7}",
];
