"""What service control policies reach, and what they don't. They do not reach the management account."""

from chartproof.declare import Claim, always, claim, depends, independent


@claim(scope="all")
def scp_only_with_all_features() -> Claim:
    """SCPs deny only where all features are on, and only members."""
    return always("organization == 'all_features' and member", where="service_control_policy == 'denying'")


@claim(page=["policies-1", "policies-2"], scope="all")
def scp_exempts_service_linked_roles() -> Claim:
    """Whether service-linked roles are made, removed or used, and what that does, never depends on any SCP."""
    return independent(
        ["create_service_role", "remove_service_role", "perform_task", "aggregate_data"],
        of=["ServiceControlPolicy"],
    )


@claim(page=["disable-3"])
def scp_binds_users() -> Claim:
    """An account's own users and roles do depend on SCPs."""
    return depends(["use_service", "perform_task_with_own_role"], on=["ServiceControlPolicy"])
