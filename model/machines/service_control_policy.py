"""Whether SCPs deny an account's users and roles the trusted services."""

from chartproof.declare import Machine, State, listens
from model.sorts import Account


class ServiceControlPolicy(Machine, per=Account):
    """Whether the SCPs in force deny the account's users and roles the trusted services."""

    allowing = State(initial=True)
    denying = State()

    attach_denying_policy = allowing.to(denying)
    detach_denying_policy = denying.to(allowing)
    leave_organization = listens(denying.to(allowing))
    remove_account = listens(denying.to(allowing))
