"""Trusted access: enabled and disabled by Organizations' own tools or from the service, and cleaned up."""

from chartproof.declare import Event, every, needed, those_of
from model.actors import management, service_administrator, trusted_service
from model.sorts import Account, Service

THE_SERVICES_OWN = "the service's own permissions"
NO_MEMBER_HAS_THE_ROLE = every(Account, "not (member and service_role == 'present')")

enable_trusted_access = Event(
    "The management account enables trusted access for the service.",
    of=Service,
    by=management,
    calls="organizations:EnableAWSServiceAccess",
    needs=[
        "organizations:EnableAWSServiceAccess",
        needed("organizations:ListAWSServiceAccessForOrganization", where="console"),
    ],
    only_if=["organization == 'all_features'"],
    page=[
        "overview-1",
        "overview-2",
        "overview-3",
        "enable-1",
        "enable-6",
        "enable-7",
        "enable-9",
        "enable-12",
        "enable-13",
        "enable-14",
        "enable-16",
        "enable-17",
        "procedure-1",
        "console-2",
        "console-6",
    ],
    notes={"condition key": "organizations:ServicePrincipal"},
)

disable_trusted_access = Event(
    "The management account disables trusted access, and a configured service begins to clean up.",
    of=Service,
    by=management,
    calls="organizations:DisableAWSServiceAccess",
    needs=[
        "organizations:DisableAWSServiceAccess",
        needed("organizations:ListAWSServiceAccessForOrganization", where="console"),
    ],
    page=[
        "effects-2",
        "effects-4",
        "effects-5",
        "effects-6",
        "effects-7",
        "disable-2",
        "disable-7",
        "disable-8",
        "disable-10",
        "disable-13",
        "disable-17",
        "disable-18",
        "disable-20",
        "disable-21",
        "procedure-1",
        "console-2",
        "console-10",
    ],
    notes={"condition key": "organizations:ServicePrincipal"},
    discouraged="The page recommends disabling from the service's own side, so that nothing is left behind.",
)

enable_from_service = Event(
    "The service's administrator enables the service, which sets itself up and enables trusted access with it.",
    of=Service,
    by=service_administrator,
    calls="the service's own",
    needs=[THE_SERVICES_OWN, *those_of(enable_trusted_access, when="trusted_access == 'disabled'")],
    only_if=["organization == 'all_features'"],
    page=[
        "recommendation-1",
        "recommendation-2",
        "effects-7",
        "enable-1",
        "enable-3",
        "enable-4",
        "enable-6",
        "enable-9",
        "enable-10",
        "enable-12",
        "enable-14",
        "enable-19",
        "enable-20",
        "console-6",
    ],
)

disable_from_service = Event(
    "The service's administrator disables the service, which begins to clean up.",
    of=Service,
    by=service_administrator,
    calls="the service's own",
    needs=[THE_SERVICES_OWN],
    only_if=["trusted_access == 'enabled'"],
    page=["recommendation-2", "effects-8", "disable-11", "disable-13", "disable-14", "disable-15"],
)

close_down_from_service = Event(
    "The service's administrator disables the service and has it disable trusted access when it has cleaned up.",
    of=Service,
    by=service_administrator,
    calls="the service's own",
    needs=[THE_SERVICES_OWN, *disable_trusted_access.needs],
    only_if=["trusted_access == 'enabled'"],
    page=[
        "recommendation-1",
        "recommendation-2",
        "effects-8",
        "disable-4",
        "disable-5",
        "disable-7",
        "disable-10",
        "disable-11",
    ],
)

complete_clean_up = Event(
    "The service has cleaned up: no member has its role any more.",
    of=Service,
    by=trusted_service,
    only_if=[NO_MEMBER_HAS_THE_ROLE],
    page=["effects-7", "effects-8", "effects-9", "disable-15"],
)

complete_closing_down = Event(
    "The service has cleaned up and disables trusted access.",
    of=Service,
    by=trusted_service,
    calls="organizations:DisableAWSServiceAccess",
    only_if=[NO_MEMBER_HAS_THE_ROLE],
    page=["effects-8", "disable-5"],
)

stop_without_clean_up = Event(
    "Without trusted access, the service stops, and leaves behind what it has set up.",
    of=Service,
    by=trusted_service,
    only_if=["trusted_access == 'disabled'"],
    page=["effects-7", "effects-9"],
    spoils="What the service has set up stays behind, and nothing cleans it up without granting access anew.",
)
