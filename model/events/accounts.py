"""The organization and its accounts: who creates, invites, joins and leaves."""

from chartproof.declare import Event, needed
from model.actors import management, member_administrator
from model.sorts import Account

create_organization_with_consolidated_billing = Event(
    "The management account creates the organization with consolidated billing features only.",
    by=management,
    calls="organizations:CreateOrganization",
    needs=["organizations:CreateOrganization", "iam:CreateServiceLinkedRole"],
    page=["roles-9"],
)

create_organization_with_all_features = Event(
    "The management account creates the organization with all features on.",
    by=management,
    calls="organizations:CreateOrganization",
    needs=["organizations:CreateOrganization", "iam:CreateServiceLinkedRole"],
    page=["roles-9"],
)

create_account = Event(
    "The management account creates a member account, which comes with the Organizations role and with no other.",
    of=Account,
    by=management,
    calls="organizations:CreateAccount",
    needs=["organizations:CreateAccount"],
    only_if=["organization != 'not_created'"],
    page=["roles-6"],
)

invite_account = Event(
    "The management account invites an existing account.",
    of=Account,
    by=management,
    calls="organizations:InviteAccountToOrganization",
    needs=["organizations:InviteAccountToOrganization"],
    only_if=["organization in ('consolidated_billing', 'all_features')"],
)

accept_invitation = Event(
    "The invited account joins, and is given the Organizations role if it has none.",
    of=Account,
    by=member_administrator,
    calls="organizations:AcceptHandshake",
    needs=[
        "organizations:AcceptHandshake",
        needed("iam:CreateServiceLinkedRole", when="organizations_role == 'absent'"),
    ],
    page=["roles-6"],
)

decline_invitation = Event(
    "The invited account declines, or the management account cancels the invitation.",
    of=Account,
    by=(member_administrator, management),
    calls="organizations:DeclineHandshake",
    needs=["organizations:DeclineHandshake"],
)

leave_organization = Event(
    "A member account leaves: its handshake and the policies on it end.",
    of=Account,
    by=member_administrator,
    calls="organizations:LeaveOrganization",
    needs=["organizations:LeaveOrganization"],
)

remove_account = Event(
    "The management account removes a member account: its handshake and the policies on it end.",
    of=Account,
    by=management,
    calls="organizations:RemoveAccountFromOrganization",
    needs=["organizations:RemoveAccountFromOrganization"],
)
