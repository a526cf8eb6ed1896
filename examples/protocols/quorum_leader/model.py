"""Electing a leader by quorums, any two of which have a voter in common."""

from chartproof.declare import Event, Machine, Sort, State, every

Voter = Sort("Voter", "one who votes once")
Candidate = Sort("Candidate", "one who would lead")
Quorum = Sort("Quorum", "voters who are enough")


class Phase(Machine):
    """Whether it is still settled who is in which quorum."""

    setup = State(initial=True)
    voting = State()

    begin = setup.to(voting)


class Member(Machine, per=(Quorum, Voter)):
    """Whether the voter is in the quorum."""

    no = State(initial=True)
    yes = State()

    join = no.to(yes)


class Vote(Machine, per=(Voter, Candidate)):
    """Whether the voter has voted for the candidate."""

    no = State(initial=True)
    yes = State()

    cast = no.to(yes)


class Elected(Machine, per=(Quorum, Candidate)):
    """Whether the quorum has made the candidate leader."""

    no = State(initial=True)
    yes = State()

    win = no.to(yes)


join = Event("A voter is counted to a quorum.", of=(Quorum, Voter), only_if=["phase == 'setup'"])
begin = Event(
    "Voting begins, if any two quorums have a voter in common: that is assumed of quorums.",
    only_if=[
        "every(p in Quorum, every(q in Quorum, some(v in Voter, member[p, v] == 'yes' and member[q, v] == 'yes')))"
    ],
)
cast = Event("A voter votes.", of=(Voter, Candidate), only_if=["phase == 'voting'", every(Candidate, "vote == 'no'")])
win = Event(
    "A candidate leads for whom all of a quorum have voted.",
    of=(Quorum, Candidate),
    only_if=["phase == 'voting'", every(Voter, "member == 'no' or vote == 'yes'")],
)
