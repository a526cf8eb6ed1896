"""What a trusted service may do in an account, and when that ends."""

from chartproof.declare import Claim, can, cannot, claim, no_step
from model.sorts import Account


@claim(page=["effects-2", "disable-18"], scope="all")
def no_new_roles_after_disabling() -> Claim:
    """Where trusted access is disabled, no role of the service can be created."""
    return cannot("create_service_role", where="trusted_access == 'disabled'")


@claim(page=["effects-6", "disable-18"], scope="all")
def aggregation_stops_at_once() -> Claim:
    """Where trusted access is disabled, no data can be aggregated."""
    return cannot("aggregate_data", where="trusted_access == 'disabled'")


@claim(page=["effects-4", "effects-5"])
def older_accounts_until_clean_up() -> Claim:
    """A task can be performed although trusted access is disabled: in older accounts, until clean-up ends."""
    return can("possible(perform_task) and trusted_access == 'disabled'")


@claim(page=["effects-4", "effects-5"], scope="all")
def no_task_after_clean_up() -> Claim:
    """Where nothing of the integration is at work, no task can be performed."""
    return cannot("perform_task", where="integration in ('absent', 'left_behind')")


@claim(page=["effects-7"])
def tasks_can_be_cut() -> Claim:
    """A service can stop without clean-up while it could still perform tasks."""
    return can("possible(stop_without_clean_up) and possible(perform_task)")


@claim(page=["effects-3"], expected="violated", finding=True)
def access_never_grows_while_disabled() -> Claim:
    """No event makes a task newly possible where trusted access is disabled afterwards."""
    return no_step(
        before="not possible(perform_task)",
        after="possible(perform_task) and trusted_access == 'disabled'",
    )


@claim(page=["overview-4", "effects-3", "roles-1", "roles-4"], scope="all")
def no_task_without_role() -> Claim:
    """A task needs the service's role in that account."""
    return cannot("perform_task", where="service_role == 'absent'")


@claim(page=["roles-5"], scope="all")
def service_role_in_use_undeletable() -> Claim:
    """No event removes a service's role from an account that stays a member while the service is configured."""
    return no_step(
        before="member and service_role == 'present' and integration == 'configured'",
        after="member and service_role == 'absent'",
    )


@claim(page=["overview-3", "overview-6", "roles-3"], at_least={Account: 2})
def not_necessarily_everywhere() -> Claim:
    """A service's role can be in one member and not in another."""
    return can(
        "some(Account, member and service_role == 'present') and some(Account, member and service_role == 'absent')"
    )
