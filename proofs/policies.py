"""What service control policies reach, and what they don't. They do not reach the management account."""

from chartproof.declare import Claim, always, cannot, claim, depends, establishes, independent, no_step


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


@claim(page=["disable-3"], scope="all")
def a_policy_denies_until_it_is_detached() -> tuple[Claim, Claim]:
    """An account is denied by attaching a policy alone, and no more by detaching it, leaving or being removed."""
    return (
        no_step(
            before="service_control_policy == 'allowing'",
            after="service_control_policy == 'denying'",
            besides=["attach_denying_policy"],
        ),
        no_step(
            before="service_control_policy == 'denying'",
            after="service_control_policy == 'allowing'",
            besides=["detach_denying_policy", "leave_organization", "remove_account"],
        ),
    )


@claim(page=["disable-2", "disable-3"], scope="all")
def denied_users_use_nothing() -> tuple[Claim, ...]:
    """Where an SCP denies, an account's users and roles use no service; where none does, nothing here keeps them."""
    return (
        cannot("use_service", where="service_control_policy == 'denying'"),
        cannot("perform_task_with_own_role", where="service_control_policy == 'denying'"),
        always("possible(use_service)", where="service_control_policy == 'allowing'"),
        always("possible(perform_task_with_own_role)", where="service_control_policy == 'allowing' and member"),
    )


@claim(scope="all")
def any_member_can_be_denied() -> tuple[Claim, ...]:
    """Where all features are on, a policy can be attached to every member and detached again (from the user guide)."""
    where = "organization == 'all_features' and member and service_control_policy"
    return (
        always("possible(attach_denying_policy)", where=f"{where} == 'allowing'"),
        always("possible(detach_denying_policy)", where=f"{where} == 'denying'"),
        establishes(["detach_denying_policy"], "service_control_policy == 'allowing'"),
    )
