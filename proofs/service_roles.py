"""A service's roles and its trusted access: what alone brings them, and what alone takes them away."""

from chartproof.declare import Claim, always, cannot, claim, establishes, no_step


@claim(page=["roles-1", "roles-2", "effects-9", "disable-15"], scope="all")
def a_services_role_comes_and_goes_by_name() -> tuple[Claim, ...]:
    """A service's role is there when it was created, and gone when it was removed, or when the account is a new one."""
    return (
        no_step(before="service_role == 'absent'", after="service_role == 'present'", besides=["create_service_role"]),
        no_step(
            before="service_role == 'present'",
            after="service_role == 'absent'",
            besides=["remove_service_role", "create_account"],
        ),
    )


@claim(page=["effects-3", "roles-6"], scope="all")
def a_new_account_has_no_services_role() -> Claim:
    """An account that was just created has the Organizations role, and no service's."""
    return establishes(
        ["create_account"], "every(Service, service_role == 'absent') and organizations_role == 'present'"
    )


@claim(page=["effects-9", "roles-5"], scope="all")
def an_unused_role_can_go() -> tuple[Claim, Claim]:
    """Where the service cannot use it, its role can be removed: without trusted access, and in accounts that left."""
    return (
        always("possible(remove_service_role)", where="service_role == 'present' and trusted_access == 'disabled'"),
        always("possible(remove_service_role)", where="service_role == 'present' and not member"),
    )


@claim(page=["enable-4", "enable-13", "disable-5", "disable-17"], scope="all")
def trusted_access_is_switched_by_request() -> tuple[Claim, Claim]:
    """It comes on by enabling, from either side, and goes off by disabling, or when a service has closed down."""
    return (
        no_step(
            before="trusted_access == 'disabled'",
            after="trusted_access == 'enabled'",
            besides=["enable_trusted_access", "enable_from_service"],
        ),
        no_step(
            before="trusted_access == 'enabled'",
            after="trusted_access == 'disabled'",
            besides=["disable_trusted_access", "complete_closing_down"],
        ),
    )


@claim(page=["effects-7"], scope="all")
def a_service_stops_only_without_access() -> tuple[Claim, Claim]:
    """While it has trusted access, a service does not stop half-way; without, it can at any time."""
    return (
        cannot("stop_without_clean_up", where="trusted_access == 'enabled'"),
        always("possible(stop_without_clean_up)", where="cleaning and trusted_access == 'disabled'"),
    )


@claim(page=["effects-7", "disable-14"], scope="all")
def what_is_left_behind_waits() -> Claim:
    """What a service left behind stays until it is asked from the service's side to work again, or to clean up."""
    return no_step(
        before="integration == 'left_behind'",
        after="integration != 'left_behind'",
        besides=["enable_from_service", "disable_from_service", "close_down_from_service"],
    )
