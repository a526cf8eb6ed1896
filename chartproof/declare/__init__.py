"""The words in which a model and its properties are declared.

from chartproof.declare import Event, Machine, Sort, State, listens
"""

from chartproof.declare.claims import (
    Claim,
    Property,
    always,
    can,
    can_move,
    cannot,
    case,
    claim,
    depends,
    ends,
    establishes,
    granting,
    independent,
    leads_to,
    never_left,
    no_step,
    only_dependent,
    permissions,
    recoverable,
    same_outcome,
)
from chartproof.declare.event import Actor, Event, every, needed, some, those_of
from chartproof.declare.machine import Machine, either, listens, when
from chartproof.declare.rights import can_happen, changes_something, done_by, needs_its_call
from chartproof.declare.sorts import Sort
from chartproof.declare.state import State

__all__ = [
    "Actor",
    "Claim",
    "Event",
    "Machine",
    "Property",
    "Sort",
    "State",
    "always",
    "can",
    "can_happen",
    "can_move",
    "cannot",
    "case",
    "changes_something",
    "claim",
    "depends",
    "done_by",
    "either",
    "ends",
    "establishes",
    "every",
    "granting",
    "independent",
    "leads_to",
    "listens",
    "needed",
    "needs_its_call",
    "never_left",
    "no_step",
    "only_dependent",
    "permissions",
    "recoverable",
    "same_outcome",
    "some",
    "those_of",
    "when",
]
