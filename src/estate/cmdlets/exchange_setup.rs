//! Get-Command: installed build of a server.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also};

/// What Get-Command prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-Command",
    aliases: &[],
    noun: "exchange-setup",
    types: &[],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["Server"]),
    doc: "installed build of a server",
    collect: "Get-ExchangeServer | ForEach-Object { Invoke-Command -ComputerName $_.Fqdn -ScriptBlock { (Get-Command ExSetup.exe).FileVersionInfo | Select-Object @{n='Server';e={$env:COMPUTERNAME}},FileName,ProductVersion } } | Format-List Server,FileName,ProductVersion",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    also("Server", &["PSComputerName", "ComputerName"], Kind::Text, "Server that was asked."),
    also("FileName", &["Name"], Kind::Text, "Path of ExSetup.exe."),
    also(
        "ProductVersion",
        &["FileVersion", "Version"],
        Kind::Version,
        "Build with hotfix and security updates, `15.02.1544.011` [CSS].",
    ),
];
