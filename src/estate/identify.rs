//! Which cmdlet printed a record: from its command, its type, its properties; else unknown, never a guess.
