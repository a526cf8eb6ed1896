"""A trusted service's own service-linked role in an account."""

from chartproof.declare import Machine, State, listens
from model.sorts import Account, Service


class ServiceRole(Machine, per=(Account, Service)):
    """The service's own service-linked role in the account."""

    absent = State(initial=True)
    present = State()

    create_service_role = absent.to(present)
    remove_service_role = present.to(absent)
    create_account = listens(present.to(absent))
