//! The mocks have the parameters of the real cmdlets.

use serde_json::{Map, Value};
use std::path::Path;

const EXCHANGE_VERSIONS: &[&str] = &["Exchange Server 2016", "Exchange Server 2019", "Exchange Server SE"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Option<Map<String, Value>> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

fn words(value: &Value) -> String {
    let items: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    items.join(",")
}

/// A parameter in a line, as cmdlets.json has it.
fn line(parameter: &Value, sets: &Value) -> String {
    let mut line = parameter["type"].as_str().unwrap().to_owned();
    if parameter["required"] == true {
        line.push_str(" required");
    }
    if let Some(required_in) = parameter.get("required_in") {
        line.push_str(&format!(" required-in={}", words(required_in)));
    }
    if let Some(position) = parameter.get("position") {
        line.push_str(&format!(" position={position}"));
    }
    if parameter.get("pipeline").is_some() {
        line.push_str(" pipeline");
    }
    if let Some(aliases) = parameter.get("aliases") {
        line.push_str(&format!(" aliases={}", words(aliases)));
    }
    let known: Vec<&str> =
        parameter["sets"].as_array().unwrap().iter().filter_map(Value::as_str).filter(|set| sets.get(set).is_some()).collect();
    if !known.is_empty() {
        line.push_str(&format!(" sets={}", known.join(",")));
    }
    line
}

/// What cmdlets.json must say about a cmdlet.
fn described(cmdlet: &Value, is_exchange: bool) -> Value {
    let mut described = Map::new();
    if let Some(default) = cmdlet.get("default") {
        described.insert("(default set)".to_owned(), default.clone());
    }
    for (name, parameter) in cmdlet["parameters"].as_object().unwrap() {
        let applies = parameter["applicable"].as_array().unwrap().iter().filter_map(Value::as_str);
        if !is_exchange || applies.into_iter().any(|version| EXCHANGE_VERSIONS.contains(&version)) {
            described.insert(name.clone(), line(parameter, &cmdlet["sets"]).into());
        }
    }
    described.into()
}

#[test]
fn the_parameters_of_the_mocks_are_those_of_the_reference() {
    let reference = root().join("../shared/corpus/cmdlets");
    let (Some(exchange), Some(graph)) = (read(&reference.join("exchange.json")), read(&reference.join("graph.json"))) else {
        println!("skipped: no reference of the cmdlets in {}", reference.display());
        return;
    };
    let mocked = read(&root().join("tests/powershell/cmdlets.json")).unwrap();
    for (name, cmdlet) in &mocked {
        let (real, is_exchange) = exchange.get(name).map_or_else(|| (graph.get(name), false), |cmdlet| (Some(cmdlet), true));
        let real = real.unwrap_or_else(|| panic!("{name} is not in the reference"));
        assert_eq!(*cmdlet, described(real, is_exchange), "{name}");
    }
}

/// Every cmdlet of Exchange and Graph that a script or collector calls is mocked.
#[test]
fn the_mocks_know_every_cmdlet_that_is_called() {
    let mocked = read(&root().join("tests/powershell/cmdlets.json")).unwrap();
    let functions = |text: &str| -> Vec<String> {
        let heads = text.lines().filter_map(|line| line.strip_prefix("function "));
        heads.filter_map(|rest| rest.split([' ', '(']).next()).map(str::to_owned).collect()
    };
    // The tenant of the collectors, which knows no writes.
    let own: Vec<String> = ["entra", "online"]
        .iter()
        .flat_map(|name| functions(&std::fs::read_to_string(root().join(format!("tests/powershell/{name}.psm1"))).unwrap()))
        .collect();
    for folder in ["src/remedy/powershell", "src/collect"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let defined = functions(&text);
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
            for word in text.split(|c| !is_word(c)) {
                let noun = word.split_once('-').map_or("", |(_, noun)| noun);
                let is_cmdlet = !defined.iter().any(|name| name == word)
                    && ["Get-", "Set-", "Update-", "Connect-"].iter().any(|verb| word.starts_with(verb))
                    && [
                        "Mg",
                        "VirtualDirectory",
                        "AuthServer",
                        "AuthConfig",
                        "PartnerApplication",
                        "OrganizationConfig",
                        "AuthenticationPolicy",
                    ]
                    .iter()
                    .any(|known| noun.starts_with(known) || noun.ends_with(known));
                assert!(
                    !is_cmdlet || mocked.contains_key(word) || own.iter().any(|name| name == word),
                    "{word} of {}",
                    entry.path().display()
                );
            }
        }
    }
}
