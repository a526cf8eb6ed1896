"""AWSServiceRoleForOrganizations: where it must be, who uses it, and that it cannot be lost."""

from chartproof.declare import (
    Claim,
    always,
    cannot,
    claim,
    establishes,
    no_step,
    only_dependent,
)


@claim(page=["all-features-12"], scope="all")
def role_undeletable() -> Claim:
    """Where all features are on, no event takes the role from an account that is a member before and after."""
    return no_step(
        before="organization == 'all_features' and member and organizations_role == 'present'",
        after="member and organizations_role == 'absent'",
    )


@claim(page=["roles-6", "roles-9", "all-features-2", "all-features-12"], finding=True, scope="all")
def role_present() -> Claim:
    """Where all features are on, every member has the role."""
    return always("organizations_role == 'present'", where="organization == 'all_features' and member")


@claim(page=["roles-6", "all-features-7", "all-features-10"], scope="all")
def joining_provisions_the_role() -> Claim:
    """After an account is created, accepts an invitation or agrees to all features, it has the role."""
    return establishes(
        ["create_account", "accept_invitation", "agree_to_all_features"], "organizations_role == 'present'"
    )


@claim(page=["roles-8", "all-features-1"], scope="all")
def role_unused_under_consolidated_billing() -> Claim:
    """The one use of the role, creating a service's role, happens only where all features are on."""
    return cannot("create_service_role", where="organization != 'all_features'")


@claim(page=["roles-7", "roles-8"], scope="all")
def only_organizations_uses_its_role() -> Claim:
    """Of the events that happen without a person as actor, creating a service's role alone depends on the role."""
    return only_dependent(["create_service_role"], on=["OrganizationsRole"])
