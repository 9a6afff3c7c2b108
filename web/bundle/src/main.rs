//! Makes `hmaudit.html`: one file that needs nothing else and asks for nothing.
//!
//! `bundle MODULE.wasm OUT.html`, in the folder of the project.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};
use wasm_bindgen_cli_support::Bindgen;

/// The parts of the page's script, in order.
const PAGE: &[&str] = &["dom.js", "engine_client.js", "captures.js", "adding.js", "result.js", "main.js"];

fn main() -> Result<(), Box<dyn Error>> {
    let [module, out] =
        env::args().skip(1).map(PathBuf::from).collect::<Vec<_>>().try_into().map_err(|_| "bundle MODULE.wasm OUT.html")?;
    let (glue, module) = bound(&module, &out.with_extension("bindings"))?;
    let page = page(&glue, &module)?;
    fs::write(&out, &page)?;
    println!(
        "{}: {} bytes, of them the module {} (unpacked {})",
        out.display(),
        page.len(),
        packed_length(&module)?,
        module.len()
    );
    Ok(())
}

/// The module with what JavaScript needs to call it.
fn bound(module: &Path, folder: &Path) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("engine")
        .no_modules(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.generate(folder)?;
    Ok((fs::read_to_string(folder.join("engine.js"))?, fs::read(folder.join("engine_bg.wasm"))?))
}

fn page(glue: &str, module: &[u8]) -> Result<String, Box<dyn Error>> {
    let web = |name: &str| read(Path::new("web").join(name));
    let template = |name: &str| read(Path::new("templates").join(name));
    let palette = template("palette.css")?;
    let style = format!("{palette}{}", web("page.css")?);
    let engine = format!("{glue}\n{}", web("engine.js")?);
    let parts = PAGE.iter().map(|part| web(&format!("page/{part}"))).collect::<Result<Vec<_>, _>>()?;
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", parts.join("\n"));
    // The report is shown in a frame, to which the policy of the page applies as well as its own.
    let report_style = format!("{palette}{}", template("report.css")?);
    let policy = format!(
        "default-src 'none'; connect-src 'none'; script-src {} {} {} 'wasm-unsafe-eval'; style-src {} {}; img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'",
        digest(&engine),
        digest(&script),
        digest(&template("report.js")?),
        digest(&style),
        digest(&report_style),
    );
    let mut page = web("page.html")?;
    for (place, text) in [
        ("{{policy}}", policy),
        ("{{icon}}", STANDARD.encode(web("icon.svg")?.trim_end())),
        ("{{style}}", style),
        ("{{engine}}", engine),
        ("{{page}}", script),
        ("{{module}}", STANDARD.encode(packed(module)?)),
    ] {
        if text.contains("</script") || text.contains("</style") || page.matches(place).count() != 1 {
            return Err(format!("{place} cannot be filled in").into());
        }
        page = page.replace(place, &text);
    }
    Ok(page)
}

fn read(path: PathBuf) -> Result<String, String> {
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    // A checkout on Windows may have other line ends; the browser makes them line feeds before it computes digests.
    Ok(text.replace("\r\n", "\n"))
}

fn digest(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// The same module gives the same bytes: no time, no name.
fn packed(module: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::best());
    packer.write_all(module)?;
    packer.finish()
}

fn packed_length(module: &[u8]) -> std::io::Result<usize> {
    packed(module).map(|packed| packed.len())
}
