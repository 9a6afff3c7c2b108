//! What the user decided: configuration file, waivers, baseline.
