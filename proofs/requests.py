"""The requests to agree to all features: who is asked, who answers, and how they end."""

from chartproof.declare import Claim, always, claim, establishes, no_step


@claim(page=["all-features-4", "all-features-8", "all-features-9"], scope="all")
def the_right_members_are_asked() -> tuple[Claim, Claim]:
    """When enabling begins, invited members and created ones without the role are asked, and nobody else is."""
    asked = "membership == 'invited_member' or membership == 'created_member' and organizations_role == 'absent'"
    return (
        establishes(
            ["begin_enabling_all_features"], f"every(Account, not ({asked}) or all_features_handshake == 'requested')"
        ),
        establishes(["begin_enabling_all_features"], f"every(Account, {asked} or all_features_handshake == 'none')"),
    )


@claim(page=["all-features-4", "all-features-7", "all-features-10"], scope="all")
def an_answer_is_the_accounts_own() -> tuple[Claim, ...]:
    """A request is accepted and declined by the account's own answer alone, and made by beginning or asking again."""
    states = {
        "accepted": ["agree_to_all_features"],
        "declined": ["decline_all_features"],
        "requested": ["begin_enabling_all_features", "resend_request"],
    }
    return tuple(
        no_step(
            before=f"all_features_handshake != '{state}'", after=f"all_features_handshake == '{state}'", besides=events
        )
        for state, events in states.items()
    )


@claim(page=["all-features-4"], scope="all")
def whoever_is_asked_can_answer() -> tuple[Claim, ...]:
    """Who is asked can agree and decline, who declined can be asked again, and an answer is what was answered."""
    return (
        always(
            "possible(agree_to_all_features) and possible(decline_all_features)",
            where="all_features_handshake == 'requested'",
        ),
        always("possible(resend_request)", where="all_features_handshake == 'declined'"),
        establishes(["resend_request"], "all_features_handshake == 'requested'"),
        establishes(["agree_to_all_features"], "all_features_handshake == 'accepted'"),
    )


@claim(page=["all-features-3"], scope="all")
def the_process_ends_clean() -> tuple[Claim, ...]:
    """Finalizing turns all features on, calling off leads back, and neither leaves a request behind."""
    return (
        establishes(["finalize_all_features"], "organization == 'all_features'"),
        establishes(["cancel_all_features"], "organization == 'consolidated_billing'"),
        establishes(
            ["finalize_all_features", "cancel_all_features"], "every(Account, all_features_handshake == 'none')"
        ),
        always("all_features_handshake == 'none'", where="organization != 'enabling_all_features'"),
    )


@claim(page=["roles-9"], scope="all")
def an_organization_is_what_was_asked_for() -> tuple[Claim, Claim]:
    """It starts with the feature set that it was created with."""
    return (
        establishes(["create_organization_with_all_features"], "organization == 'all_features'"),
        establishes(["create_organization_with_consolidated_billing"], "organization == 'consolidated_billing'"),
    )
