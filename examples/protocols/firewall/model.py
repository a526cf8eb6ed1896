"""A firewall: from outside only those may send who were written to from inside. After an example of mypyvy's (2020)."""

from chartproof.declare import Event, Machine, Sort, State, listens

Inside = Sort("Inside", "a host behind the firewall")
Outside = Sort("Outside", "a host before it")


class Asked(Machine, per=(Inside, Outside)):
    """Whether the one inside has written to the one outside; what is sent stays so."""

    no = State(initial=True)
    yes = State()

    send_out = no.to(yes)


class Allowed(Machine, per=Outside):
    """Whether the firewall lets the one outside send."""

    no = State(initial=True)
    yes = State()

    send_out = listens(no.to(yes))


class Answered(Machine, per=(Outside, Inside)):
    """Whether the one outside has sent to the one inside."""

    no = State(initial=True)
    yes = State()

    send_in = no.to(yes)


send_out = Event("Somebody inside writes to somebody outside, and the firewall sees it.", of=(Inside, Outside))
send_in = Event("Somebody outside sends to somebody inside.", of=(Outside, Inside), only_if=["allowed == 'yes'"])
