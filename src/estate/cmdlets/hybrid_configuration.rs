//! Get-HybridConfiguration: hybrid configuration.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-HybridConfiguration prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-HybridConfiguration",
    aliases: &[],
    noun: "hybrid-configuration",
    types: &["HybridConfiguration"],
    shell: Some(Shell::OnPremises),
    key: Key::Singleton,
    doc: "hybrid configuration",
    collect: "$FormatEnumerationLimit = -1; Get-HybridConfiguration | Format-List Domains,Features,OnPremisesSmartHost,TlsCertificateName,ServiceInstance",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Domains", Kind::List, "Domains that take part."),
    property("Features", Kind::List, "Features that the wizard set up."),
    property("OnPremisesSmartHost", Kind::Text, "Host that Exchange Online sends to."),
    property("SendingTransportServers", Kind::List, "Servers that send."),
    property("ReceivingTransportServers", Kind::List, "Servers that receive."),
    property("ClientAccessServers", Kind::List, "Client access servers."),
    property("EdgeTransportServers", Kind::List, "Edge servers."),
    property("TlsCertificateName", Kind::Text, "Certificate for mail flow."),
    property("ServiceInstance", Kind::Text, "0 worldwide, 1 China."),
];
