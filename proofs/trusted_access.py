"""Trusted access: who enables it, for which services, and what it is needed for."""

from chartproof.declare import Claim, always, cannot, claim, granting, independent, same_outcome
from model.events.trusted_access import THE_SERVICES_OWN
from model.sorts import Service


@claim(scope="all")
def trusted_access_needs_all_features() -> Claim:
    """Trusted access is enabled only where all features are on (from the API's description)."""
    return always("organization == 'all_features'", where="trusted_access == 'enabled'")


@claim(page=["enable-6", "enable-7"], scope="all")
def approved_services_only() -> Claim:
    """If the permission to enable is conditioned on approved service principals, no other service is ever enabled."""
    return granting(
        always("approved", where="trusted_access == 'enabled'"),
        permission="organizations:EnableAWSServiceAccess",
        only_where="approved",
        predicates={"approved": Service},
    )


@claim(page=["enable-1", "enable-4", "enable-12", "enable-13", "enable-14", "enable-19", "console-6"], scope="all")
def organizations_person_first() -> tuple[Claim, Claim]:
    """A configured service has trusted access; and the service's permissions alone don't enable it first."""
    return (
        always("trusted_access == 'enabled'", where="integration == 'configured'"),
        cannot("enable_from_service", where="trusted_access == 'disabled'", holding=[THE_SERVICES_OWN]),
    )


@claim(page=["recommendation-1", "enable-3", "enable-4", "enable-12"], scope="all")
def two_people_reach_what_one_does() -> Claim:
    """Enabling in Organizations and then in the service leads where enabling in the service alone leads."""
    return same_outcome(["enable_trusted_access", "enable_from_service"], ["enable_from_service"])


@claim(page=["overview-2", "disable-2"], scope="all")
def trusted_access_binds_no_user() -> Claim:
    """Whether users can use a service never depends on its trusted access, integration or roles."""
    return independent(["use_service"], of=["TrustedAccess", "Integration", "ServiceRole"])
