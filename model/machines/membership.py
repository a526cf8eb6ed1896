"""Whether, and how, an account is in the organization."""

from chartproof.declare import Machine, State, either, listens
from model.sorts import Account


class Membership(Machine, per=Account):
    """Whether, and how, the account is in the organization."""

    outside = State(initial=True)
    invited = State()
    invited_member = State()
    created_member = State()

    member = either(invited_member, created_member)

    create_account = outside.to(created_member)
    invite_account = outside.to(invited)
    accept_invitation = invited.to(invited_member)
    decline_invitation = invited.to(outside)
    leave_organization = invited_member.to(outside) | created_member.to(outside)
    remove_account = invited_member.to(outside) | created_member.to(outside)
    begin_enabling_all_features = listens(invited.to(outside))
