"""Agreeing on a value by quorums, any two of which have a node in common. After a toy example of Ivy's."""

from chartproof.declare import Event, Machine, Sort, State, every

Node = Sort("Node", "one who votes, once")
Value = Sort("Value", "what is to be agreed on")
Quorum = Sort("Quorum", "nodes who are enough")


class Phase(Machine):
    """Whether it is still settled who is in which quorum."""

    setup = State(initial=True)
    voting = State()

    begin = setup.to(voting)


class Member(Machine, per=(Quorum, Node)):
    """Whether the node is in the quorum."""

    no = State(initial=True)
    yes = State()

    join = no.to(yes)


class Vote(Machine, per=(Node, Value)):
    """Whether the node has voted for the value."""

    no = State(initial=True)
    yes = State()

    cast = no.to(yes)


class Decision(Machine, per=Value):
    """Whether the value is decided on."""

    no = State(initial=True)
    yes = State()

    decide = no.to(yes)


join = Event("A node is counted to a quorum.", of=(Quorum, Node), only_if=["phase == 'setup'"])
begin = Event(
    "Voting begins, if any two quorums have a node in common: that is assumed of quorums.",
    only_if=[
        "every(p in Quorum, every(q in Quorum, some(n in Node, member[p, n] == 'yes' and member[q, n] == 'yes')))"
    ],
)
cast = Event("A node votes.", of=(Node, Value), only_if=["phase == 'voting'", every(Value, "vote == 'no'")])
decide = Event(
    "A value is decided on for which all of a quorum have voted.",
    of=(Quorum, Value),
    only_if=["phase == 'voting'", every(Node, "member == 'no' or vote == 'yes'")],
)
