"""Service control policies: attached to members once all features are on."""

from chartproof.declare import Event
from model.actors import management
from model.sorts import Account

attach_denying_policy = Event(
    "The management account attaches an SCP that denies the account's users and roles the trusted services.",
    of=Account,
    by=management,
    calls="organizations:AttachPolicy",
    needs=["organizations:AttachPolicy"],
    only_if=["organization == 'all_features'", "member"],
    page=["disable-3"],
)

detach_denying_policy = Event(
    "The management account detaches the SCP that denies.",
    of=Account,
    by=management,
    calls="organizations:DetachPolicy",
    needs=["organizations:DetachPolicy"],
    only_if=["organization == 'all_features'", "member"],
)
