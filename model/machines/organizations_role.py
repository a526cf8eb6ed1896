"""AWSServiceRoleForOrganizations, the role by which Organizations acts in an account."""

from chartproof.declare import Machine, State, listens
from model.sorts import Account


class OrganizationsRole(Machine, per=Account):
    """The role AWSServiceRoleForOrganizations in the account; absent: never provisioned, or deleted."""

    absent = State(initial=True)
    present = State()

    create_account = listens(absent.to(present))
    accept_invitation = listens(absent.to(present))
    agree_to_all_features = listens(absent.to(present))
    delete_organizations_role = present.to(absent)
    restore_organizations_role = absent.to(present)
