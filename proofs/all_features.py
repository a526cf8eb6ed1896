"""Enabling all features: consent, who is asked, who may agree, and that it can be finished."""

from chartproof.declare import (
    Claim,
    can_move,
    cannot,
    case,
    claim,
    establishes,
    never_left,
    permissions,
    recoverable,
)
from model.actors import management

EVERY_MEMBER_IS_CREATED_AND_HAS_THE_ROLE = (
    "every(Account, not member or membership == 'created_member' and organizations_role == 'present')"
)


@claim(scope="all")
def all_features_permanent() -> Claim:
    """All features, once on, can't be turned off (from the user guide, not from the page)."""
    return never_left("organization == 'all_features'")


@claim(page=["all-features-4"], finding=True, scope="all")
def consent() -> Claim:
    """All features cannot come on while an invited member has not agreed."""
    return cannot(
        "finalize_all_features",
        where="some(Account, membership == 'invited_member' and all_features_handshake != 'accepted')",
    )


@claim(page=["all-features-8", "all-features-9"], finding=True, scope="all")
def created_accounts_have_no_veto() -> Claim:
    """Where every member is created and has the role, beginning is enough: finalizing can follow at once."""
    return establishes(
        ["begin_enabling_all_features"],
        "possible(finalize_all_features)",
        where=EVERY_MEMBER_IS_CREATED_AND_HAS_THE_ROLE,
    )


@claim(page=["all-features-5", "all-features-6", "all-features-11"], scope="all")
def agreement_permissions() -> Claim:
    """Who may agree: an invited member creates the role only where it is absent, a created one always may have to."""
    accept, create = "organizations:AcceptHandshake", "iam:CreateServiceLinkedRole"
    return permissions(
        "agree_to_all_features",
        case("membership == 'invited_member' and organizations_role == 'absent'", [accept, create]),
        case("membership == 'invited_member' and organizations_role == 'present'", [accept]),
        case("membership == 'created_member'", [accept, create]),
    )


@claim(scope="all")
def no_deadlock() -> Claim:
    """Some event that changes something can always happen."""
    return can_move()


@claim(page=["all-features-2", "all-features-3"], finding=True, scope="all")
def all_features_reachable() -> Claim:
    """From everywhere, all features can be reached, with no account leaving or being removed."""
    return recoverable("organization == 'all_features'", without=["leave_organization", "remove_account"])


@claim(page=["all-features-9"], finding=True, scope="all")
def management_can_finish() -> Claim:
    """Where every member is created and has the role, the management account alone can reach all features."""
    return recoverable(
        "organization == 'all_features'",
        where="organization in ('consolidated_billing', 'enabling_all_features') and "
        + EVERY_MEMBER_IS_CREATED_AND_HAS_THE_ROLE,
        by=management,
        without=["remove_account"],
    )
