"""The request that an account's administrator must agree to before all features are on."""

from chartproof.declare import Machine, State, listens, when
from model.sorts import Account


class AllFeaturesHandshake(Machine, per=Account):
    """The request that the account's administrator must agree to before all features are on."""

    none = State(initial=True)
    requested = State()
    accepted = State()
    declined = State()

    asked = when("membership == 'invited_member' or membership == 'created_member' and organizations_role == 'absent'")

    begin_enabling_all_features = listens(requested.from_(none, accepted, declined, cond="asked"))
    agree_to_all_features = requested.to(accepted)
    decline_all_features = requested.to(declined)
    resend_request = declined.to(requested)
    finalize_all_features = listens(none.from_(requested, accepted, declined))
    cancel_all_features = listens(none.from_(requested, accepted, declined))
    leave_organization = listens(none.from_(requested, accepted, declined))
    remove_account = listens(none.from_(requested, accepted, declined))
