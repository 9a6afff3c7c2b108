//! Laws that hold for every estate, checked over generated ones: what was captured decides, not how, and less evidence never makes
//! anything better.

mod answer;
mod form;
mod generator;
mod less;
mod missing;
mod pinned;
mod pipelines;
mod policy;
mod report;
mod round;
