"""A service's integration: how it begins, who is heard, and how it ends."""

from chartproof.declare import Claim, always, cannot, claim, establishes, no_step


@claim(page=["enable-19", "enable-20", "effects-7", "effects-8", "disable-15"], scope="all")
def what_is_set_up_goes_only_by_clean_up() -> tuple[Claim, ...]:
    """A service sets itself up when it is enabled from its side, and what it set up goes when it has cleaned up."""
    return (
        no_step(
            before="integration != 'absent'",
            after="integration == 'absent'",
            besides=["complete_clean_up", "complete_closing_down"],
        ),
        no_step(
            before="integration != 'configured'", after="integration == 'configured'", besides=["enable_from_service"]
        ),
        no_step(
            before="integration != 'left_behind'",
            after="integration == 'left_behind'",
            besides=["stop_without_clean_up"],
        ),
    )


@claim(page=["disable-14", "disable-15", "effects-7"], scope="all")
def clean_up_begins_on_request() -> Claim:
    """Only a request to disable makes a service clean up."""
    return no_step(
        before="not cleaning",
        after="cleaning",
        besides=["disable_from_service", "close_down_from_service", "disable_trusted_access"],
    )


@claim(page=["disable-4", "disable-5"], scope="all")
def closing_down_is_heard() -> tuple[Claim, ...]:
    """Who asked to close down is heard: it turns into no plain cleaning, and never ends with access enabled."""
    return (
        no_step(before="integration == 'closing_down'", after="integration == 'cleaning_up'"),
        no_step(
            before="integration == 'closing_down'",
            after="integration in ('absent', 'configured') and trusted_access == 'enabled'",
        ),
        establishes(["close_down_from_service"], "integration == 'closing_down'"),
        establishes(["disable_from_service"], "integration == 'cleaning_up'"),
        establishes(["complete_closing_down"], "trusted_access == 'disabled' and integration == 'absent'"),
    )


@claim(page=["overview-4", "effects-3", "roles-4"], scope="all")
def services_act_in_members_alone() -> tuple[Claim, ...]:
    """No service makes a role, performs a task or aggregates data in an account that is no member."""
    return tuple(
        cannot(event, where="not member")
        for event in ("create_service_role", "perform_task", "aggregate_data", "perform_task_with_own_role")
    )


@claim(page=["overview-1", "effects-6", "roles-2", "roles-4"], scope="all")
def aggregation_needs_configuration() -> tuple[Claim, ...]:
    """Data is aggregated, and roles are made, by a configured service alone; aggregating takes the service's role."""
    return (
        cannot("aggregate_data", where="service_role == 'absent' or integration != 'configured'"),
        cannot("create_service_role", where="integration != 'configured'"),
    )


@claim(page=["overview-3", "overview-4", "effects-4"], scope="all")
def a_configured_service_can_work() -> tuple[Claim, ...]:
    """Where it is configured, a service can have its role in any member with the Organizations role, and work there."""
    return (
        always(
            "possible(create_service_role)",
            where="integration == 'configured' and member and organizations_role == 'present' "
            "and service_role == 'absent'",
        ),
        always(
            "possible(perform_task) and possible(aggregate_data)",
            where="integration == 'configured' and member and service_role == 'present'",
        ),
        always("possible(perform_task)", where="cleaning and member and service_role == 'present'"),
    )


@claim(page=["recommendation-1", "disable-14", "disable-17", "console-10"], scope="all")
def switching_is_possible() -> tuple[Claim, ...]:
    """Trusted access can be enabled wherever all features are on, and disabled wherever it is enabled, either way."""
    return (
        always(
            "possible(enable_trusted_access)", where="organization == 'all_features' and trusted_access == 'disabled'"
        ),
        always("possible(disable_trusted_access)", where="trusted_access == 'enabled'"),
        always(
            "possible(enable_from_service)",
            where="organization == 'all_features' and integration in ('absent', 'left_behind')",
        ),
        always(
            "possible(disable_from_service) and possible(close_down_from_service)",
            where="trusted_access == 'enabled' and integration in ('configured', 'left_behind')",
        ),
        establishes(["enable_trusted_access", "enable_from_service"], "trusted_access == 'enabled'"),
        establishes(["disable_trusted_access"], "trusted_access == 'disabled' and integration != 'configured'"),
    )


@claim(page=["effects-7", "effects-8"], scope="all")
def clean_up_can_end() -> tuple[Claim, ...]:
    """While it cleans up, a service can remove its roles, and can complete once no member has one."""
    gone = "every(Account, not (member and service_role == 'present'))"
    return (
        always("possible(remove_service_role)", where="cleaning and service_role == 'present'"),
        always("possible(complete_clean_up)", where=f"integration == 'cleaning_up' and {gone}"),
        always("possible(complete_closing_down)", where=f"integration == 'closing_down' and {gone}"),
    )
