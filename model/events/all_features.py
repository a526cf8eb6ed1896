"""AWSServiceRoleForOrganizations, and the process of enabling all features."""

from chartproof.declare import Event, every, needed
from model.actors import expiry, management, member_administrator
from model.sorts import Account

delete_organizations_role = Event(
    "The account's administrator deletes the Organizations role, which no member can once all features are on.",
    of=Account,
    by=member_administrator,
    calls="iam:DeleteServiceLinkedRole",
    needs=["iam:DeleteServiceLinkedRole"],
    only_if=["not (organization == 'all_features' and member)"],
    page=["all-features-1", "all-features-12"],
)

restore_organizations_role = Event(
    "A member's administrator restores the Organizations role.",
    of=Account,
    by=member_administrator,
    calls="iam:CreateServiceLinkedRole",
    needs=["iam:CreateServiceLinkedRole"],
    only_if=["member"],
    page=["all-features-2"],
)

begin_enabling_all_features = Event(
    "The management account begins to enable all features: pending invitations end, and every invited member, "
    "and every created member without the Organizations role, is asked.",
    by=management,
    calls="organizations:EnableAllFeatures",
    needs=["organizations:EnableAllFeatures"],
    page=["all-features-3", "all-features-4", "all-features-8", "all-features-9"],
)

agree_to_all_features = Event(
    "The administrator of an account that was asked agrees, and the account has the Organizations role.",
    of=Account,
    by=member_administrator,
    calls="organizations:AcceptHandshake",
    needs=[
        "organizations:AcceptHandshake",
        needed(
            "iam:CreateServiceLinkedRole",
            when="membership == 'created_member' or organizations_role == 'absent'",
        ),
    ],
    page=["all-features-5", "all-features-6", "all-features-7", "all-features-10", "all-features-11"],
)

decline_all_features = Event(
    "The administrator of an account that was asked declines.",
    of=Account,
    by=member_administrator,
    calls="organizations:DeclineHandshake",
    needs=["organizations:DeclineHandshake"],
)

resend_request = Event(
    "The management account sends a declined request again.",
    of=Account,
    by=management,
    calls="organizations:EnableAllFeatures",
    needs=["organizations:EnableAllFeatures"],
)

finalize_all_features = Event(
    "When no request is open or declined and every member has the Organizations role, the management account "
    "turns all features on.",
    by=management,
    calls="organizations:AcceptHandshake",
    needs=["organizations:AcceptHandshake"],
    only_if=[
        every(Account, "all_features_handshake not in ('requested', 'declined')"),
        every(Account, "not member or organizations_role == 'present'"),
    ],
    page=["all-features-2"],
)

cancel_all_features = Event(
    "The management account calls the process off, or it expires.",
    by=(management, expiry),
    calls="organizations:CancelHandshake",
    needs=[needed("organizations:CancelHandshake", by=management)],
)
