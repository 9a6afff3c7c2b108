//! What a query demands of the objects that it gets.

use super::cmdlets::{self, Stage};
use super::parameters::{self, bind};
use super::syntax::{self, Element, Expression, Kind, Member, Node, Primary};

/// Something that a query demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The parameter under its whole name (`Filter`, `AppId`, `Identity` for a value without one), or `Where` for a stage of the pipeline.
    pub by: String,
    /// As typed, without the quotes around the whole of it.
    pub text: String,
}

/// Everything that the `Get-` cmdlets and `Where-Object` stages of a text demand.
pub fn demands(text: &str) -> Vec<Demand> {
    let mut all = Vec::new();
    of_nodes(text, &syntax::parse(text, 0..text.len()), &mut all);
    all
}

fn of_nodes(text: &str, nodes: &[Node], all: &mut Vec<Demand>) {
    for node in nodes {
        match node {
            Node::Pipeline { elements, .. } => elements.iter().for_each(|element| of_element(text, element, all)),
            Node::Assign { value, .. } | Node::Jump(value) => of_nodes(text, value, all),
            Node::Foreach { over, body, .. } => {
                of_nodes(text, over, all);
                of_nodes(text, body, all);
            }
            // It may not have run.
            Node::Control { .. } | Node::Define(_) => {}
        }
    }
}

fn of_element(text: &str, element: &Element, all: &mut Vec<Demand>) {
    let (name, arguments) = match &element.kind {
        Kind::Expression(own) => return of_expression(text, own, all),
        Kind::Command { name, arguments } => (cmdlets::name(&text[name.clone()]), arguments),
    };
    if name == "where-object" {
        let values = || {
            arguments.iter().flat_map(|argument| [argument.name.clone(), argument.value.as_ref().map(|value| value.text.clone())])
        };
        let start = values().flatten().map(|at| at.start).min();
        let end = values().flatten().map(|at| at.end).max();
        if let (Some(start), Some(end)) = (start, end) {
            all.push(Demand { by: "Where".to_owned(), text: text[start..end].to_owned() });
        }
        return;
    }
    let table = match cmdlets::stage(&name) {
        Stage::Get if cmdlets::is_cloud(&name) => parameters::CLOUD,
        Stage::Get => parameters::EXCHANGE,
        Stage::Invoke => parameters::OTHER,
        _ => return,
    };
    for one in bind(text, arguments, table) {
        let Some(value) = one.value else { continue };
        if let Some(own) = &value.expression {
            of_expression(text, own, all);
        }
        let by = match (one.typed, one.parameter) {
            (None, _) => "Identity",
            (Some(_), Some(parameter)) => parameter.name,
            (Some(typed), None) => typed,
        };
        all.push(Demand { by: by.to_owned(), text: text[value.text.clone()].to_owned() });
    }
}

fn of_expression(text: &str, own: &Expression, all: &mut Vec<Demand>) {
    match &own.primary {
        Primary::Group(nodes) | Primary::Block { body: nodes, .. } => of_nodes(text, nodes, all),
        _ => {}
    }
    for member in &own.members {
        if let Member::Method { name, blocks } = member
            && name == "foreach"
        {
            blocks.iter().for_each(|block| of_nodes(text, block, all));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_are_those_of_cmdlets_and_of_stages() {
        let of = |text: &str| demands(text).into_iter().map(|one| format!("{}={}", one.by, one.text)).collect::<Vec<_>>();
        assert_eq!(of("$x = (Get-MgServicePrincipal -fil \"AppId eq '0a'\" -All).Names"), ["Filter=AppId eq '0a'"]);
        assert_eq!(of("Get-MgServicePrincipal -All | ? { $_.AppId -ne '0a' } | fl"), ["Where={ $_.AppId -ne '0a' }"]);
        assert_eq!(of("Get-MgServicePrincipal | where AppId -eq '0a' # -AppId 0b"), ["Where=AppId -eq '0a"]);
        assert_eq!(of("Get-AzureADServicePrincipal -ObjectId 0a\nGet-X 0b"), ["ObjectId=0a", "Identity=0b"]);
    }
}
