//! What packaging/package makes of the programs of all targets.
#![cfg(unix)]

use super::{TARGETS, files, repository, script};
use crate::docs::bless::{read, root};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Programs of all targets: one runs, the others only have a name.
fn programs(folder: &Path) {
    for target in TARGETS {
        let name = if target.contains("windows") { "hmaudit.exe" } else { "hmaudit" };
        script(&folder.join(target).join(name), &format!("# {target}\nexec '{}' \"$@\"", env!("CARGO_BIN_EXE_hmaudit")));
    }
}

fn package(binaries: &Path, out: &Path, page: Option<&Path>) -> std::process::Output {
    let mut command = Command::new(root().join("packaging/package"));
    command.arg(binaries).arg(out).args(page).env("SOURCE_DATE_EPOCH", "1795000000");
    command.output().unwrap()
}

fn shell(folder: &Path, line: &str) -> String {
    let output = Command::new("bash").args(["-c", line]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[allow(clippy::print_stdout, reason = "a test tells that it was skipped")]
fn a_release_is_whole_verifiable_and_the_same_every_time() {
    if Command::new("zip").arg("-v").output().is_err() {
        println!("skipped: no zip");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (binaries, out, again) = (folder.path().join("bin"), folder.path().join("out"), folder.path().join("again"));
    programs(&binaries);
    let page = folder.path().join("page.html");
    std::fs::write(&page, "<html>").unwrap();
    for out in [&out, &again] {
        let output = package(&binaries, out, Some(&page));
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(shell(&out, "cat SHA256SUMS"), shell(&again, "cat SHA256SUMS"));
    shell(&out, "sha256sum --check SHA256SUMS");
    let sums = shell(&out, "cat SHA256SUMS");
    assert_eq!(sums.lines().count(), TARGETS.len() + 3, "{sums}");
    assert!(sums.contains("  hmaudit.html"));

    let linux = shell(&out, &format!("tar -tvzf hmaudit-{VERSION}-x86_64-unknown-linux-musl.tar.gz"));
    for name in ["hmaudit", "LICENSE-MIT", "completions/hmaudit.bash", "man/hmaudit-check.1"] {
        assert!(linux.lines().any(|line| line.ends_with(&format!("musl/{name}"))), "{name}\n{linux}");
    }
    assert!(linux.lines().any(|line| line.starts_with("-rwxr-xr-x") && line.ends_with("/hmaudit")), "{linux}");

    shell(
        &out,
        &format!("unzip -q hmaudit-{VERSION}-powershell.zip -d module && unzip -q hmaudit-{VERSION}-manifests.zip -d manifests"),
    );
    let module = out.join(format!("module/hmaudit-{VERSION}-powershell/Hmaudit"));
    assert!(std::fs::read_to_string(module.join("bin/hmaudit.exe")).unwrap().contains("x86_64-pc-windows-msvc"));
    assert!(std::fs::read_to_string(module.join("Hmaudit.psd1")).unwrap().contains(&format!("ProjectUri = '{}'", repository())));
    filled(&out.join(format!("manifests/hmaudit-{VERSION}-manifests")), &sums);
}

/// The manifests name files of this release with their digests.
fn filled(folder: &Path, sums: &str) {
    let digest = |url: &str| {
        let name =
            url.strip_prefix(&format!("{}/releases/download/v{VERSION}/", repository())).unwrap_or_else(|| panic!("{url}"));
        sums.lines().find_map(|line| line.strip_suffix(name)).unwrap_or_else(|| panic!("{name}\n{sums}")).trim().to_owned()
    };
    let scoop: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("scoop/hmaudit.json")).unwrap()).unwrap();
    assert_eq!(scoop["version"], VERSION);
    for kind in ["64bit", "arm64"] {
        let of = &scoop["architecture"][kind];
        assert_eq!(of["hash"].as_str().unwrap(), digest(of["url"].as_str().unwrap()));
        let auto = scoop["autoupdate"]["architecture"][kind]["url"].as_str().unwrap().replace("$version", VERSION);
        assert_eq!(of["url"].as_str().unwrap(), auto);
    }
    let installer = std::fs::read_to_string(folder.join("winget/Hmaudit.Hmaudit.installer.yaml")).unwrap();
    let installer: Value = serde_yaml::from_str(&installer).unwrap();
    assert_eq!(installer["PackageVersion"], VERSION);
    for of in installer["Installers"].as_array().unwrap() {
        assert_eq!(of["InstallerSha256"].as_str().unwrap(), digest(of["InstallerUrl"].as_str().unwrap()));
        let inside = of["NestedInstallerFiles"][0]["RelativeFilePath"].as_str().unwrap();
        let name = of["InstallerUrl"].as_str().unwrap().rsplit('/').next().unwrap().trim_end_matches(".zip");
        assert_eq!(inside, format!("{name}\\hmaudit.exe"));
    }
    for name in ["gitlab-ci.yml", "azure-pipelines.yml", "forgejo.yml", "Jenkinsfile"] {
        let template = std::fs::read_to_string(folder.join("ci").join(name)).unwrap();
        assert!(
            template.contains(&digest(&format!(
                "{}/releases/download/v{VERSION}/hmaudit-{VERSION}-x86_64-unknown-linux-musl.tar.gz",
                repository()
            ))),
            "{name}"
        );
    }
}

#[test]
fn a_release_without_the_program_of_a_target_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let binaries = folder.path().join("bin");
    programs(&binaries);
    std::fs::remove_dir_all(binaries.join("aarch64-pc-windows-msvc")).unwrap();
    let output = package(&binaries, &folder.path().join("out"), None);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!folder.path().join("out/SHA256SUMS").exists());
}

/// cargo-binstall finds the archives where the release has them.
#[test]
fn binstall_finds_every_archive() {
    let manifest = read("Cargo.toml");
    let binstall = manifest.split("[package.metadata.binstall]").nth(1).expect("a section for cargo-binstall");
    assert!(binstall.contains("pkg-url = \"{ repo }/releases/download/v{ version }/{ name }-{ version }-{ target }.tar.gz\""));
    for target in TARGETS.iter().filter(|target| target.contains("windows")) {
        assert!(binstall.contains(&format!("[package.metadata.binstall.overrides.{target}]")), "{target}");
    }
}

/// Every placeholder of a template is one that is filled in.
#[test]
fn placeholders_are_known() {
    let mut count = 0;
    for file in files("packaging").into_iter().filter(|file| !file.ends_with("package")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in text.split("@SHA256:").skip(1).filter_map(|part| part.split('@').next()) {
            assert!(TARGETS.contains(&part), "{}: {part}", file.display());
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn the_workflow_builds_every_target_and_pins_what_it_uses() {
    let text = read(".github/workflows/release.yml");
    let workflow: Value = serde_yaml::from_str(&text).unwrap();
    let rows = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let mut built: Vec<&str> = rows.iter().map(|row| row["target"].as_str().unwrap()).collect();
    built.sort_unstable();
    assert_eq!(built, TARGETS);
    for file in files(".github/workflows") {
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| line.contains("uses: ")) {
            let (_, version) = line.split_once('@').unwrap_or_else(|| panic!("{line}"));
            assert!(version.starts_with('v') || version.len() >= 40, "{}: {line}", file.display());
        }
    }
}
