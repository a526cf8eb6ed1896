"""Accounts: how they come and go, what they take with them, and what only they decide."""

from chartproof.declare import Claim, always, cannot, claim, establishes, no_step


@claim(scope="all")
def members_can_always_go() -> tuple[Claim, ...]:
    """Every member can leave and be removed, and nobody else (from the user guide)."""
    return (
        always("possible(leave_organization) and possible(remove_account)", where="member"),
        cannot("leave_organization", where="not member"),
        cannot("remove_account", where="not member"),
    )


@claim(page=["policies-1"], scope="all")
def whoever_goes_leaves_nothing_pending() -> Claim:
    """An account that left or was removed is outside: no request and no policy of the organization binds it."""
    return establishes(
        ["leave_organization", "remove_account"],
        "membership == 'outside' and all_features_handshake == 'none' and service_control_policy == 'allowing'",
    )


@claim(page=["roles-6"], scope="all")
def members_come_created_or_invited() -> tuple[Claim, ...]:
    """An account becomes a member by being created or by accepting, and goes by leaving or being removed."""
    return (
        no_step(
            before="membership != 'created_member'", after="membership == 'created_member'", besides=["create_account"]
        ),
        no_step(
            before="membership != 'invited_member'",
            after="membership == 'invited_member'",
            besides=["accept_invitation"],
        ),
        no_step(before="member", after="not member", besides=["leave_organization", "remove_account"]),
        no_step(before="membership != 'invited'", after="membership == 'invited'", besides=["invite_account"]),
        no_step(
            before="membership == 'invited'",
            after="membership == 'outside'",
            besides=["decline_invitation", "begin_enabling_all_features"],
        ),
    )


@claim(scope="all")
def accounts_can_be_won() -> tuple[Claim, ...]:
    """Outside accounts can be created at any time and invited but during the enabling; who is invited can answer."""
    return (
        always("possible(create_account)", where="organization != 'not_created' and membership == 'outside'"),
        always(
            "possible(invite_account)",
            where="organization in ('consolidated_billing', 'all_features') and membership == 'outside'",
        ),
        cannot("invite_account", where="organization in ('not_created', 'enabling_all_features')"),
        cannot("create_account", where="organization == 'not_created'"),
        always("possible(accept_invitation) and possible(decline_invitation)", where="membership == 'invited'"),
        establishes(["decline_invitation"], "membership == 'outside'"),
    )


@claim(page=["all-features-1", "roles-6", "all-features-7"], scope="all")
def organizations_role_is_the_accounts_own() -> tuple[Claim, ...]:
    """The role goes only by the account's deletion, and comes only by joining, agreeing or restoring."""
    return (
        no_step(
            before="organizations_role == 'present'",
            after="organizations_role == 'absent'",
            besides=["delete_organizations_role"],
        ),
        no_step(
            before="organizations_role == 'absent'",
            after="organizations_role == 'present'",
            besides=["create_account", "accept_invitation", "agree_to_all_features", "restore_organizations_role"],
        ),
        always(
            "possible(delete_organizations_role)",
            where="organizations_role == 'present' and not (organization == 'all_features' and member)",
        ),
        always("possible(restore_organizations_role)", where="organizations_role == 'absent' and member"),
        cannot("restore_organizations_role", where="not member"),
        establishes(["restore_organizations_role"], "organizations_role == 'present'"),
    )
