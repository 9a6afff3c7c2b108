//! Large captures, made of copies of our fixtures under other server names.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub const MEGABYTE: usize = 1 << 20;

/// Format-List of virtual directories, each of a server of its own.
pub fn list(bytes: usize) -> String {
    let mut text = String::from("[PS] C:\\Windows\\system32>Get-WebServicesVirtualDirectory | fl\r\n\r\n\r\n");
    let mut server = 0;
    while text.len() < bytes {
        server += 1;
        let _ = write!(
            text,
            "RunspaceId                    : 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed\r\n\
             CertificateAuthentication     : \r\n\
             InternalNLBBypassUrl          : \r\n\
             OAuthAuthentication           : True\r\n\
             InternalAuthenticationMethods : {{Ntlm, WindowsIntegrated, WSSecurity, OAuth}}\r\n\
             ExternalAuthenticationMethods : {{Ntlm, WindowsIntegrated, WSSecurity, OAuth}}\r\n\
             MetabasePath                  : IIS://EX{server:05}.contoso.com/W3SVC/1/ROOT/EWS\r\n\
             Path                          : C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\EWS\r\n\
             Server                        : EX{server:05}\r\n\
             InternalUrl                   : https://ex{server:05}.contoso.com/EWS/Exchange.asmx\r\n\
             ExternalUrl                   : https://mail.contoso.com/EWS/Exchange.asmx\r\n\
             Name                          : EWS (Default Web Site)\r\n\
             Identity                      : EX{server:05}\\EWS (Default Web Site)\r\n\
             IsValid                       : True\r\n\r\n"
        );
    }
    text
}

/// Export-Clixml of virtual directories, each of a server of its own, numbered on as PowerShell numbers them.
pub fn clixml(bytes: usize) -> String {
    let fixture = include_str!("../../fixtures/captures/clixml/mapi.xml").trim_start_matches('\u{feff}');
    let open = fixture.find('\n').map_or(0, |at| at + 1);
    let close = fixture.find("</Objs>").unwrap_or(fixture.len());
    let parts: Vec<&str> = fixture[open..close].split("RefId=\"").collect();
    let numbers = 1 + fixture.matches("<Obj ").count();
    let mut text = String::with_capacity(bytes + MEGABYTE);
    text.push_str(&fixture[..open]);
    let mut copy = 0;
    while text.len() < bytes {
        for (index, part) in parts.iter().enumerate() {
            let (number, rest) = part.split_once('"').filter(|_| index > 0).unwrap_or(("", part));
            if let Ok(number) = number.parse::<usize>() {
                let _ = write!(text, "RefId=\"{}\"", number + copy * numbers);
            }
            let first = format!("EX{:05}", 2 * copy);
            let second = format!("EX{:05}", 2 * copy + 1);
            text.push_str(&rest.replace("EX01", &first).replace("EX02", &second));
        }
        copy += 1;
    }
    text.push_str("</Objs>\r\n");
    text
}

/// Writes the healthy estate with this many servers into a folder.
pub fn snapshot(servers: usize, folder: &Path) -> std::io::Result<()> {
    let healthy = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/healthy");
    for file in files(&healthy)? {
        let text = std::fs::read_to_string(&file)?;
        let text = if file.extension().is_some_and(|end| end == "json") {
            multiplied_json(&text, servers)
        } else {
            let blocks: Vec<&str> = text.split("\r\n\r\n").collect();
            let is_crlf = blocks.len() > 1;
            let (blank, blocks) = if is_crlf { ("\r\n\r\n", blocks) } else { ("\n\n", text.split("\n\n").collect()) };
            blocks.iter().flat_map(|block| copies(block, servers)).collect::<Vec<_>>().join(blank)
        };
        let path = folder.join(file.strip_prefix(&healthy).unwrap_or(&file));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// A block about EX01 once for each server, one about EX02 not at all, any other once.
fn copies(block: &str, servers: usize) -> Vec<String> {
    match (block.contains("EX01"), block.contains("EX02")) {
        (true, false) => {
            let number = |server: usize| format!("{server:03}");
            (1..=servers)
                .map(|server| {
                    let number = number(server);
                    block.replace("EX01", &format!("EX{number}")).replace("ex01", &format!("ex{number}"))
                })
                .collect()
        }
        (false, true) => Vec::new(),
        _ => vec![block.to_owned()],
    }
}

fn multiplied_json(text: &str, servers: usize) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Array(objects)) => {
            let objects: Vec<String> = objects.iter().flat_map(|object| copies(&format!("{object:#}"), servers)).collect();
            format!("[\n{}\n]\n", objects.join(",\n"))
        }
        _ => text.to_owned(),
    }
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { all.extend(files(&path)?) } else { all.push(path) }
    }
    Ok(all)
}
