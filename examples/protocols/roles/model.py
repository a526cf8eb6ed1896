"""Roles of users, sessions, and two duties that are to be separate."""

from chartproof.declare import Event, Machine, Sort, State, every, listens

User = Sort("User", "one who acts")
Role = Sort("Role", "what allows acting")


class Assignment(Machine, per=(User, Role)):
    """Whether the user has the role."""

    no = State(initial=True)
    yes = State()

    assign = no.to(yes)
    revoke = yes.to(no)
    suspend = listens(yes.to(no))


class Session(Machine, per=(User, Role)):
    """Whether the user acts in the role."""

    no = State(initial=True)
    yes = State()

    activate = no.to(yes)
    drop = yes.to(no)
    revoke = listens(yes.to(no))
    suspend = listens(yes.to(no))


class Standing(Machine, per=User):
    """Whether the user is suspended."""

    good = State(initial=True)
    suspended = State()

    suspend = good.to(suspended)
    restore = suspended.to(good)


class Clerk(Machine, per=User):
    """Whether the user may pay."""

    no = State(initial=True)
    yes = State()

    make_clerk = no.to(yes)
    end_clerk = yes.to(no)


class Auditor(Machine, per=User):
    """Whether the user may audit payments."""

    no = State(initial=True)
    yes = State()

    make_auditor = no.to(yes)
    end_auditor = yes.to(no)


assign = Event("A user gets a role.", of=(User, Role), only_if=["standing == 'good'"])
revoke = Event("A role is taken away, and its session ends.", of=(User, Role))
activate = Event("A user begins to act in a role.", of=(User, Role), only_if=["assignment == 'yes'"])
drop = Event("A user stops acting in a role.", of=(User, Role))
suspend = Event("A user is suspended, and loses all roles and sessions.", of=User)
restore = Event("A user is in good standing again.", of=User)
make_clerk = Event("A user may pay.", of=User, only_if=["auditor == 'no'"])
end_clerk = Event("A user may pay no more.", of=User)
make_auditor = Event(
    "A user may audit, with nobody who acts yet.",
    of=User,
    only_if=["clerk == 'no'", every(Role, "session == 'no'")],
)
end_auditor = Event("A user may audit no more.", of=User)
