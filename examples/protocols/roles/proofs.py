"""What roles are for."""

from chartproof.declare import Claim, always, claim, recoverable


@claim(scope="all")
def sessions_need_roles() -> Claim:
    """Who acts in a role has it."""
    return always("assignment == 'yes'", where="session == 'yes'")


@claim(scope="all")
def suspended_users_do_not_act() -> Claim:
    """Who is suspended acts in no role."""
    return always("session == 'no'", where="standing == 'suspended'")


@claim(scope="all")
def duties_are_separate() -> Claim:
    """Nobody both pays and audits."""
    return always("not (clerk == 'yes' and auditor == 'yes')")


@claim(scope="all")
def roles_can_be_had_again() -> Claim:
    """From everywhere a user can get a role."""
    return recoverable("assignment == 'yes'")
