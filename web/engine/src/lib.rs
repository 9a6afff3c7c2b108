//! The audit as the page calls it: files go in one by one, a report, scripts and redacted captures come out. Nothing is kept beyond the page.

mod archive;
mod session;

pub use session::Session;

use hmaudit::catalog::schema::Place;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Told after each file that was understood: how many of how many.
    #[wasm_bindgen(js_name = hmauditStep)]
    fn told_step(done: usize, of: usize);

    /// Told where the program fell over, before it ends.
    #[wasm_bindgen(js_name = hmauditFault)]
    fn told_fault(place: &str);
}

/// Makes a panic say where it was; what follows it is a trap.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        told_fault(&panic.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line())));
    }));
}

/// The version of hmaudit.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    hmaudit::VERSION.to_owned()
}

/// The script that captures everything from a side: `exchange`, `online` or `entra`.
///
/// # Errors
/// When there is no such side.
#[wasm_bindgen]
pub fn collector(side: &str) -> Result<String, JsError> {
    let place = Place::ALL.iter().copied().find(|place| place.word() == side);
    place.map(|place| hmaudit::collect::script(place, &[], &[])).ok_or_else(|| JsError::new("no such side"))
}
