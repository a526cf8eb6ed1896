"""Clients, requests and responses: who gets a response has asked. After an example of mypyvy's (2020)."""

from chartproof.declare import Event, Machine, Sort, State, every

Client = Sort("Client", "one who asks")
Request = Sort("Request", "what is asked")
Response = Sort("Response", "what is answered")


class Asked(Machine, per=(Client, Request)):
    """Whether the client has sent the request; what is sent stays so."""

    no = State(initial=True)
    yes = State()

    ask = no.to(yes)


class Match(Machine, per=(Request, Response)):
    """Whether the server has made the response for the request."""

    no = State(initial=True)
    yes = State()

    answer = no.to(yes)


class Sent(Machine, per=(Client, Response)):
    """Whether the response is under way to the client."""

    no = State(initial=True)
    yes = State()

    answer = no.to(yes)


class Received(Machine, per=(Client, Response)):
    """Whether the client has received it."""

    no = State(initial=True)
    yes = State()

    receive = no.to(yes)


ask = Event("A client sends a request.", of=(Client, Request))
answer = Event(
    "The server answers a request by a response that answers no other.",
    of=(Client, Request, Response),
    only_if=["asked == 'yes'", every(Request, "match == 'no'")],
)
receive = Event("A client receives a response.", of=(Client, Response), only_if=["sent == 'yes'"])
