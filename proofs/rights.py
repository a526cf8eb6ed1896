"""Who acts: the management account, an account's own administrator, a service's, the service itself, Organizations."""

from chartproof.declare import Claim, case, claim, done_by, needs_its_call, permissions
from model.actors import expiry, management, member_administrator, organizations, service_administrator, trusted_service
from model.actors import user as account_user
from model.events.trusted_access import THE_SERVICES_OWN

LIST = "organizations:ListAWSServiceAccessForOrganization"
ENABLE = "organizations:EnableAWSServiceAccess"
DISABLE = "organizations:DisableAWSServiceAccess"


@claim(page=["console-2", "console-8", "all-features-3", "procedure-1"], scope="all")
def management_runs_the_organization() -> tuple[Claim, Claim]:
    """The management account alone creates, invites, removes, enables features, attaches policies, switches access."""
    return (
        done_by(
            [
                "create_organization_with_consolidated_billing",
                "create_organization_with_all_features",
                "create_account",
                "invite_account",
                "remove_account",
                "begin_enabling_all_features",
                "resend_request",
                "finalize_all_features",
                "attach_denying_policy",
                "detach_denying_policy",
                "enable_trusted_access",
                "disable_trusted_access",
            ],
            management,
        ),
        done_by(["cancel_all_features"], management, expiry),
    )


@claim(page=["all-features-4", "all-features-8", "all-features-1"], scope="all")
def an_account_decides_for_itself() -> tuple[Claim, Claim, Claim]:
    """Joining, leaving, answering and its Organizations role are the account's own; both sides end an invitation."""
    return (
        done_by(
            [
                "accept_invitation",
                "leave_organization",
                "agree_to_all_features",
                "decline_all_features",
                "delete_organizations_role",
                "restore_organizations_role",
            ],
            member_administrator,
        ),
        done_by(["decline_invitation"], member_administrator, management),
        done_by(["use_service"], account_user),
    )


@claim(page=["roles-1", "roles-2", "roles-4", "roles-8", "effects-4"], scope="all")
def services_roles_are_in_the_right_hands() -> tuple[Claim, Claim, Claim]:
    """Organizations alone makes a service's role, the service alone uses it, it or the account removes it."""
    return (
        done_by(["create_service_role"], organizations),
        done_by(["perform_task", "aggregate_data", "perform_task_with_own_role"], trusted_service),
        done_by(["remove_service_role"], trusted_service, member_administrator),
    )


@claim(page=["recommendation-1", "effects-7", "disable-14", "disable-15"], scope="all")
def a_service_is_switched_from_its_side() -> tuple[Claim, Claim]:
    """The service's administrator asks for it; the service itself cleans up, or stops."""
    return (
        done_by(["enable_from_service", "disable_from_service", "close_down_from_service"], service_administrator),
        done_by(["complete_clean_up", "complete_closing_down", "stop_without_clean_up"], trusted_service),
    )


@claim(page=["enable-1", "enable-16", "disable-20"], scope="all")
def an_operation_needs_its_permission() -> tuple[Claim, Claim]:
    """A person who calls an operation needs the permission of its name, or the service's own for its own (from IAM)."""
    return (
        needs_its_call(besides=["the service's own"]),
        permissions("disable_from_service", case("True", [THE_SERVICES_OWN])),
    )


@claim(page=["enable-6", "enable-9", "enable-16", "enable-17", "disable-7", "disable-20", "disable-21"], scope="all")
def who_may_switch_trusted_access() -> tuple[Claim, ...]:
    """One permission each to enable and to disable, and in the console one more to see the list."""
    return (
        permissions("enable_trusted_access", case("True", [ENABLE]), case("True", [LIST], where="console")),
        permissions("disable_trusted_access", case("True", [DISABLE]), case("True", [LIST], where="console")),
    )


@claim(page=["enable-3", "enable-10", "disable-4", "disable-7", "disable-10", "disable-11"], scope="all")
def who_may_switch_from_the_service() -> tuple[Claim, ...]:
    """The service's own permissions, and those for Organizations where its trusted access is switched with it."""
    return (
        permissions(
            "enable_from_service",
            case("True", [THE_SERVICES_OWN]),
            case("trusted_access == 'disabled'", [ENABLE]),
            case("trusted_access == 'disabled'", [LIST], where="console"),
        ),
        permissions(
            "close_down_from_service",
            case("True", [THE_SERVICES_OWN, DISABLE]),
            case("True", [LIST], where="console"),
        ),
    )


@claim(page=["roles-9", "roles-6", "disable-3"], scope="all")
def who_may_make_and_remove_roles() -> tuple[Claim, ...]:
    """Whoever makes an organization may make its role, joining may take it, removing a service's role takes its own."""
    create, accept = "iam:CreateServiceLinkedRole", "organizations:AcceptHandshake"
    made = case("True", ["organizations:CreateOrganization", create])
    return (
        permissions("create_organization_with_consolidated_billing", made),
        permissions("create_organization_with_all_features", made),
        permissions("accept_invitation", case("True", [accept]), case("organizations_role == 'absent'", [create])),
        permissions("remove_service_role", case("True", ["iam:DeleteServiceLinkedRole"], by=member_administrator)),
        permissions("use_service", case("True", ["the caller's own permissions for the service"])),
        permissions(
            "perform_task_with_own_role",
            case("True", ["the policies attached to the account's own role permit it explicitly"]),
        ),
    )
