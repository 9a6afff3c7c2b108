//! What Microsoft Graph says about its own answers, and objects that only hold others.

use super::tree::{Member, Value};
use std::borrow::Cow;

/// Sets of Graph and the type of what they hold, as the Graph module for PowerShell calls it.
const SETS: &[(&str, &str)] = &[
    ("servicePrincipals", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal"),
    ("applications", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphApplication"),
    ("organization", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphOrganization"),
    ("authenticationMethodsPolicy", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuthenticationMethodsPolicy"),
    ("userRegistrationDetails", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUserRegistrationDetails"),
    ("domains", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphDomain"),
    ("conditionalAccessPolicies", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessPolicy"),
    ("authenticationStrengthPolicies", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuthenticationStrengthPolicy"),
    ("certificateBasedAuthConfiguration", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphCertificateBasedAuthConfiguration"),
    ("certificateAuthorities", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphCertificateAuthorityDetail"),
    ("devices", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphDevice"),
    ("signIns", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignIn"),
];

/// Where sets are that are just called `policies`, and their names in [`SETS`].
const POLICIES: &[(&str, &str)] = &[
    ("conditionalAccess/policies", "conditionalAccessPolicies"),
    ("authenticationStrength/policies", "authenticationStrengthPolicies"),
];

/// Sets that say nothing about the type of their members, or hold several.
const NEUTRAL: &[&str] = &["directoryObjects", "Edm.String", "Collection", "microsoft.graph.directoryObject"];

/// The type that an `@odata.context` names: `…/$metadata#servicePrincipals(id,appId)/$entity`.
pub(super) fn entity(context: &str) -> Option<Cow<'static, str>> {
    let (_, fragment) = context.split_once("$metadata#")?;
    let fragment = fragment.strip_suffix("/$entity").unwrap_or(fragment).trim_end_matches("/$delta");
    // `servicePrincipals('…')/appRoleAssignedTo` is not a list of service principals.
    let set = fragment.rsplit(['/', ')']).find(|part| !part.is_empty() && !part.starts_with(','))?;
    let set = if fragment.ends_with(')') { fragment.rsplit_once('/').map_or(fragment, |(_, last)| last) } else { set };
    let set = set.split('(').next().unwrap_or(set);
    // Policies are of many kinds: what is in front of the word tells which.
    let policies = POLICIES.iter().find(|(path, _)| set == "policies" && fragment.contains(path));
    let set = policies.map_or(set, |(_, set)| set);
    if set.is_empty() || NEUTRAL.contains(&set) || !set.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let known = SETS.iter().find(|(name, _)| name.eq_ignore_ascii_case(set));
    Some(known.map_or_else(|| Cow::Owned(format!("microsoft.graph.{set}")), |(_, type_name)| Cow::Borrowed(*type_name)))
}

/// The type that an object names itself: `"@odata.type": "#microsoft.graph.servicePrincipal"`.
pub(super) fn type_of(members: &[Member<'_>]) -> Option<String> {
    let written = super::text_of(members, "@odata.type")?;
    let class = written.strip_prefix("#microsoft.graph.")?;
    let known = SETS.iter().find(|(name, _)| name.trim_end_matches('s').eq_ignore_ascii_case(class));
    Some(known.map_or_else(|| format!("microsoft.graph.{class}"), |(_, type_name)| (*type_name).to_owned()))
}

/// `{ "responses": [ { "id": "1", "status": 200, "body": { … } } ] }`
pub(super) fn is_batch(members: &[Member<'_>]) -> bool {
    let is_answer =
        |members: &[Member<'_>]| ["status", "body"].iter().all(|name| members.iter().any(|member| member.name == *name));
    let [member] = members else { return false };
    member.name == "responses"
        && matches!(&member.node.value, Value::Array(answers)
            if answers.iter().all(|answer| matches!(&answer.value, Value::Object(parts) if is_answer(parts))))
}

/// `{ "AuthServer": [ { … } ], "OrganizationConfig": { … } }`: an object that only holds others, as scripts put them together.
pub(super) fn is_collection(members: &[Member<'_>]) -> bool {
    let is_object = |value: &Value<'_>| matches!(value, Value::Object(parts) if parts.len() > 1);
    let holds = |value: &Value<'_>| match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(|item| is_object(&item.value)),
        value => is_object(value),
    };
    let is_nothing = |value: &Value<'_>| matches!(value, Value::Null) || matches!(value, Value::Array(items) if items.is_empty());
    members.iter().any(|member| holds(&member.node.value))
        && members.iter().all(|member| holds(&member.node.value) || is_nothing(&member.node.value))
}

/// The status of an answer that is an error.
pub(super) fn failure<'m>(answer: &'m [Member<'_>]) -> Option<&'m str> {
    answer.iter().find(|part| part.name == "status").and_then(|part| match &part.node.value {
        Value::Number(status) if !status.starts_with('2') => Some(*status),
        _ => None,
    })
}

/// The code of `{ "error": { "code": "Authorization_RequestDenied", "message": … } }`.
pub(super) fn error<'m>(members: &'m [Member<'_>]) -> Option<&'m str> {
    let [member] = members else { return None };
    match &member.node.value {
        Value::Object(parts) if member.name == "error" => {
            super::text_of(parts, "message")?;
            super::text_of(parts, "code")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::entity;

    #[test]
    fn the_context_names_the_type_of_the_answer() {
        let principal = Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal");
        for (context, expected) in [
            ("servicePrincipals", principal),
            ("servicePrincipals/$entity", principal),
            ("servicePrincipals(id,appId,servicePrincipalNames)", principal),
            ("servicePrincipals(id,servicePrincipalNames)/$entity", principal),
            ("servicePrincipals('7b0a3f0e')/servicePrincipalNames", Some("microsoft.graph.servicePrincipalNames")),
            ("groups(id,displayName)/$entity", Some("microsoft.graph.groups")),
            ("applications(appId,displayName)/$entity", Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphApplication")),
            (
                "identity/conditionalAccess/authenticationStrength/policies",
                Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuthenticationStrengthPolicy"),
            ),
            ("identity/b2xUserFlows/policies", Some("microsoft.graph.policies")),
            (
                "identity/conditionalAccess/policies",
                Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessPolicy"),
            ),
            (
                "policies/authenticationStrengthPolicies(id,allowedCombinations)",
                Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuthenticationStrengthPolicy"),
            ),
            ("directoryObjects", None),
            ("Collection(Edm.String)", None),
            ("organization", Some("Microsoft.Graph.PowerShell.Models.MicrosoftGraphOrganization")),
        ] {
            let context = format!("https://graph.microsoft.com/v1.0/$metadata#{context}");
            assert_eq!(entity(&context).as_deref(), expected, "{context}");
        }
    }
}
