"""Disabling, cleaning up, and what stays behind."""

from chartproof.declare import (
    Claim,
    always,
    claim,
    ends,
    establishes,
    leads_to,
    recoverable,
)

FAIR = ["remove_service_role", "complete_clean_up", "complete_closing_down", "stop_without_clean_up"]


@claim(page=["recommendation-2", "effects-8", "effects-9", "disable-5", "disable-15"], scope="all")
def clean_up_leaves_nothing() -> Claim:
    """Right after clean-up or closing down completes, no member has the service's role."""
    return establishes(
        ["complete_clean_up", "complete_closing_down"],
        "every(Account, not (member and service_role == 'present'))",
    )


@claim(page=["effects-9"], expected="violated", finding=True)
def no_stale_role() -> Claim:
    """Where nothing of the integration is left, no member has the service's role."""
    return always("not (member and service_role == 'present')", where="integration == 'absent'")


@claim(
    page=[
        "recommendation-1",
        "effects-7",
        "effects-8",
        "disable-13",
        "disable-14",
        "disable-17",
        "console-10",
    ],
    expected="violated",
    finding=True,
)
def nothing_left_behind() -> Claim:
    """An integration is never left behind."""
    return always("integration != 'left_behind'")


@claim(page=["effects-7"], finding=True, scope="all")
def left_behind_recoverable() -> Claim:
    """From everywhere, each service can be brought back to where nothing of its integration is left."""
    return recoverable("integration == 'absent'")


@claim(page=["effects-7", "console-10"], expected="violated", finding=True)
def leftovers_need_no_new_grant() -> Claim:
    """The same without granting trusted access anew."""
    return recoverable("integration == 'absent'", without=["enable_trusted_access", "enable_from_service"])


@claim(page=["effects-4", "effects-8", "disable-15"], scope="all")
def clean_up_ends() -> Claim:
    """Cleaning does not last for ever, if the service and its roles' removal are treated fairly."""
    return ends("cleaning", fair=FAIR)


@claim(page=["recommendation-1", "disable-4", "disable-5"], expected="violated", finding=True)
def one_person_disables_all() -> Claim:
    """Closing down leads, at one moment, to nothing left of the integration and trusted access disabled."""
    return leads_to(
        "integration == 'closing_down'", "integration == 'absent' and trusted_access == 'disabled'", fair=FAIR
    )
