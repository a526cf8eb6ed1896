"""Service-linked roles of trusted services, and who may act in an account."""

from chartproof.declare import Event, needed
from model.actors import member_administrator, organizations, trusted_service, user
from model.sorts import Account, Service

create_service_role = Event(
    "Organizations creates the service's role in a member account, by its own role there.",
    of=(Account, Service),
    by=organizations,
    only_if=[
        "member",
        "organizations_role == 'present'",
        "trusted_access == 'enabled'",
        "integration == 'configured'",
    ],
    page=[
        "overview-3",
        "overview-6",
        "effects-2",
        "effects-3",
        "roles-1",
        "roles-2",
        "roles-3",
        "roles-7",
        "roles-8",
        "policies-1",
        "policies-2",
    ],
    notes={"subject to SCPs": "no"},
)

remove_service_role = Event(
    "The service, or the account, removes the service's role where the service does not need it.",
    of=(Account, Service),
    by=(trusted_service, member_administrator),
    needs=[needed("iam:DeleteServiceLinkedRole", by=member_administrator)],
    only_if=["cleaning or trusted_access == 'disabled' or not member"],
    page=["effects-9", "disable-15", "roles-5", "policies-1", "policies-2"],
    notes={"subject to SCPs": "no"},
)

perform_task = Event(
    "The service performs a task in a member account, with its service-linked role.",
    of=(Account, Service),
    by=trusted_service,
    only_if=[
        "member",
        "service_role == 'present'",
        "trusted_access == 'enabled' and integration == 'configured' or cleaning",
    ],
    page=[
        "overview-1",
        "overview-4",
        "effects-3",
        "effects-4",
        "effects-5",
        "roles-1",
        "roles-4",
        "policies-1",
        "policies-2",
    ],
    notes={"subject to SCPs": "no"},
    harm="The service no longer does its tasks in the account.",
)

aggregate_data = Event(
    "The service aggregates data from a member account, with its service-linked role.",
    of=(Account, Service),
    by=trusted_service,
    only_if=[
        "member",
        "service_role == 'present'",
        "trusted_access == 'enabled'",
        "integration == 'configured'",
    ],
    page=["effects-6", "policies-1", "policies-2"],
    notes={"subject to SCPs": "no"},
    harm="The service no longer gathers the account's data.",
)

use_service = Event(
    "A user or role of the account uses the service.",
    of=(Account, Service),
    by=user,
    needs=["the caller's own permissions for the service"],
    only_if=["service_control_policy == 'allowing'"],
    page=["overview-2", "disable-2", "disable-3"],
    notes={"subject to SCPs": "yes"},
)

perform_task_with_own_role = Event(
    "The service performs a task in a member account with a role of the account's own.",
    of=(Account, Service),
    by=trusted_service,
    needs=["the policies attached to the account's own role permit it explicitly"],
    only_if=["member", "service_control_policy == 'allowing'"],
    page=["effects-5"],
    notes={"subject to SCPs": "yes"},
)
