//! Mailboxes and mobile devices.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Online, also, only, property};

/// What Get-CASMailbox prints.
pub const CAS_MAILBOX: Cmdlet = Cmdlet {
    name: "Get-CASMailbox",
    noun: "cas-mailbox",
    types: &["CASMailbox"],
    shell: None,
    key: Key::Properties(&["Identity", "PrimarySmtpAddress", "Name"]),
    doc: "client access settings of a mailbox",
    collect: "Get-CASMailbox -ResultSize Unlimited | Format-List Name,Identity,PrimarySmtpAddress,MapiHttpEnabled,ActiveSyncEnabled,OWAEnabled,ECPEnabled,EwsEnabled",
    properties: &[
        property("Name", Kind::Text, "Name of the mailbox."),
        property("Identity", Kind::Text, "Full name of the mailbox."),
        property("PrimarySmtpAddress", Kind::Text, "Address."),
        property("MapiHttpEnabled", Kind::Bool, "MAPI over HTTP for this mailbox; blank inherits the organisation's setting."),
        property("ActiveSyncEnabled", Kind::Bool, "Whether ActiveSync is allowed."),
        property("OWAEnabled", Kind::Bool, "Whether Outlook on the web is allowed."),
        property("ECPEnabled", Kind::Bool, "Whether the admin centre is allowed."),
        property("EwsEnabled", Kind::Bool, "Whether web services are allowed; blank inherits."),
        property("ImapEnabled", Kind::Bool, "Whether IMAP is allowed."),
        property("PopEnabled", Kind::Bool, "Whether POP is allowed."),
    ],
    signatures: &[
        only(&["MapiHttpEnabled", "PrimarySmtpAddress"]),
        only(&["ActiveSyncEnabled", "OWAEnabled", "PrimarySmtpAddress"]),
    ],
    ..ON_PREMISES
};

/// What Get-Mailbox -Arbitration prints.
pub const ARBITRATION_MAILBOX: Cmdlet = Cmdlet {
    name: "Get-Mailbox -Arbitration",
    noun: "arbitration-mailbox",
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "arbitration mailbox",
    collect: "$FormatEnumerationLimit = -1; Get-Mailbox -Arbitration | Format-List Name,Identity,PersistedCapabilities",
    properties: &[
        property("Name", Kind::Text, "Name of the mailbox."),
        property("Identity", Kind::Text, "Full name of the mailbox."),
        property(
            "PersistedCapabilities",
            Kind::List,
            "What it does for the organisation: `OrganizationCapabilityManagement` and others.",
        ),
    ],
    ..ON_PREMISES
};

/// What Get-Mailbox -RecipientTypeDetails LinkedMailbox prints.
pub const LINKED_MAILBOX: Cmdlet = Cmdlet {
    name: "Get-Mailbox -RecipientTypeDetails LinkedMailbox",
    noun: "linked-mailbox",
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "mailbox of an account in another forest",
    collect: "Get-Mailbox -RecipientTypeDetails LinkedMailbox -ResultSize Unlimited | Format-List Name,Identity",
    properties: &[
        property("Name", Kind::Text, "Name of the mailbox."),
        property("Identity", Kind::Text, "Full name of the mailbox."),
    ],
    ..ON_PREMISES
};

/// What Get-User prints, or how many users have each policy.
pub const USER: Cmdlet = Cmdlet {
    name: "Get-User",
    noun: "user",
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "users and their authentication policy",
    collect: "Get-User -ResultSize Unlimited | Format-List Identity,AuthenticationPolicy",
    properties: &[
        property("Name", Kind::Text, "Name of the user, or of the group by Group-Object: the policy."),
        property("Identity", Kind::Text, "Full name of the user."),
        property("AuthenticationPolicy", Kind::Text, "The policy of the user; blank for the default one."),
        property("Count", Kind::Text, "How many users have the policy, behind Group-Object."),
    ],
    ..ON_PREMISES
};

/// What Get-CASMailboxPlan prints.
pub const CAS_MAILBOX_PLAN: Cmdlet = Cmdlet {
    name: "Get-CASMailboxPlan",
    noun: "cas-mailbox-plan",
    types: &["CASMailboxPlan"],
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "client access settings of a mailbox plan",
    collect: "$FormatEnumerationLimit = -1; Get-CASMailboxPlan | Format-List Name,Identity,MapiHttpEnabled,ActiveSyncEnabled,OWAEnabled",
    online: Some(Online {
        noun: "online-cas-mailbox-plan",
        command: "$FormatEnumerationLimit = -1; Get-CASMailboxPlan | Format-List Name,Identity,ActiveSyncEnabled,OWAEnabled",
    }),
    properties: &[
        property("Name", Kind::Text, "Name of the plan."),
        property("Identity", Kind::Text, "Full name of the plan."),
        property("MapiHttpEnabled", Kind::Bool, "MAPI over HTTP; blank inherits."),
        property("ActiveSyncEnabled", Kind::Bool, "Whether ActiveSync is allowed."),
        property("OWAEnabled", Kind::Bool, "Whether Outlook on the web is allowed."),
    ],
    ..ON_PREMISES
};

/// What Get-ActiveSyncOrganizationSettings prints.
pub const ACTIVE_SYNC_ORGANIZATION_SETTINGS: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncOrganizationSettings",
    noun: "active-sync-organization-settings",
    types: &["ActiveSyncOrganizationSettings"],
    shell: None,
    key: Key::Singleton,
    doc: "ActiveSync settings of the organisation",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncOrganizationSettings | Format-List Name,DefaultAccessLevel",
    properties: &[
        property("Name", Kind::Text, "Name."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("DefaultAccessLevel", Kind::Text, "`Allow`, `Block` or `Quarantine`."),
    ],
    signatures: &[only(&["DefaultAccessLevel"])],
    ..ON_PREMISES
};

/// What Get-ActiveSyncDeviceAccessRule prints.
pub const ACTIVE_SYNC_DEVICE_ACCESS_RULE: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncDeviceAccessRule",
    noun: "active-sync-device-access-rule",
    types: &["ActiveSyncDeviceAccessRule"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "ActiveSync device access rule",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncDeviceAccessRule | Format-List Name,Characteristic,QueryString,AccessLevel",
    properties: &[
        property("Name", Kind::Text, "`OutlookService (DeviceType)`."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("Characteristic", Kind::Text, "What is compared: `DeviceType`, `DeviceModel`, …"),
        property("QueryString", Kind::Text, "What it is compared with."),
        property("AccessLevel", Kind::Text, "`Allow`, `Block` or `Quarantine`."),
    ],
    signatures: &[only(&["Characteristic", "QueryString"])],
    ..ON_PREMISES
};
