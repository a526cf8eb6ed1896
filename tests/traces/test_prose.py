"""A step's sentence names its elements, wherever the event's own sentence speaks of them."""

from __future__ import annotations

import pytest

from chartproof.compile import compile_form
from chartproof.language.trace import Step, Trace
from chartproof.report.trace_prose import sentences
from chartproof.report.words import Caption
from tests.toys import declarations
from tests.traces.walks import model_traces

SOURCE = """
BankAccount = Sort("BankAccount")
Node = Sort("Node")

class Bank(Machine, per=BankAccount):
    open = State(initial=True)

clerk = Actor("bank account clerk")
owner = Actor("owner of the node", acts_for="Node")
step = Event({sentence!r}, of={of}, by=(clerk, owner))
"""
ONE = "{'bank_account': BankAccount, 'node': Node}"
TWO = "{'sender': Node, 'receiver': Node}"


@pytest.mark.parametrize(
    ("sentence", "of", "told"),
    [
        ("The node opens the bank account.", ONE, "node1 opens bank_account1."),
        ("A node opens a bank account.", ONE, "A node (node1) opens a bank account (bank_account1)."),
        ("The node's bank account is shut.", ONE, "node1's bank account (bank_account1) is shut."),
        ("A node's bank accounts are shut.", ONE, "A node's bank accounts are shut (bank_account1, node1)."),
        ("The bank account clerk pays.", ONE, "The bank account clerk pays (bank_account1, node1)."),
        ("The owner of the node pays.", ONE, "The owner of node1 pays (bank_account1)."),
        ("A node-wide bank account pays", ONE, "A node-wide bank account (bank_account1) pays (node1)"),
        ("The sender calls a receiver; a node.", TWO, "node1 calls a receiver (node2); a node."),
        ("A node calls another.", TWO, "A node calls another (node1, node2)."),
        ("", TWO, "Step(node1, node2)."),
    ],
)
def test_elements_stand_where_the_sentence_speaks_of_them(sentence: str, of: str, told: str) -> None:
    """Catches a name in a compound word, in an actor's title or after another's possession, and one that is missing."""
    form = compile_form(declarations(SOURCE.format(sentence=sentence, of=of)))
    names = ("bank_account1", "node1") if of == ONE else ("node1", "node2")
    arguments = dict(zip((b.name for b in form.rules[0].parameters), names, strict=True))
    trace = Trace({"BankAccount": 1, "Node": 2}, {}, (Step("step", arguments, {}),))
    assert sentences(form, trace, Caption("it")) == [told]


def test_every_step_of_the_model_names_its_elements() -> None:
    """Catches a step of which a reader cannot say whom it is about, and a changed rule told as if it were none."""
    for project, trace, caption in model_traces():
        for step, said in zip(trace.steps, sentences(project.form, trace, caption), strict=True):
            assert all(name in said for name in step.arguments.values()), said
            assert "changed rule" not in said
    project, trace, _ = model_traces()[0]
    told = sentences(project.form, trace, Caption("it", changed=frozenset({trace.steps[0].event})))
    assert [("changed rule" in said) for said in told] == [True] + [False] * (len(trace.steps) - 1)
