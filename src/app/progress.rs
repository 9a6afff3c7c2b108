//! How far reading has come, told on standard error: only on a terminal, and only when it takes long.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Work that ends sooner is over before anybody could read a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// One process has one terminal; `--quiet` is about all that is done in it.
static ALLOWED: AtomicBool = AtomicBool::new(false);

/// Allows progress in this process, if standard error is a terminal.
pub fn allow(is_wanted: bool) {
    ALLOWED.store(is_wanted && io::stderr().is_terminal(), Ordering::Relaxed);
}

/// Steps of one piece of work. Gone from the terminal when dropped.
pub struct Progress {
    what: &'static str,
    steps: usize,
    since: Instant,
    bar: OnceLock<ProgressBar>,
    done: std::sync::atomic::AtomicUsize,
}

impl Progress {
    /// Work of so many steps; `what` is the verb, `reading`.
    #[must_use]
    pub fn new(what: &'static str, steps: usize) -> Self {
        Self { what, steps, since: Instant::now(), bar: OnceLock::new(), done: std::sync::atomic::AtomicUsize::new(0) }
    }

    /// One step is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if ALLOWED.load(Ordering::Relaxed) && self.since.elapsed() >= PATIENCE {
            self.bar.get_or_init(|| self.draw()).set_position(done as u64);
        }
    }

    fn draw(&self) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(self.steps as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg} {pos} of {len} captures [{bar:30}]") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(self.what);
        bar
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
