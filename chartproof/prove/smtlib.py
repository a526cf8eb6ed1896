"""Obligations as SMT-LIB 2.6, for another solver to check: each file is to be unsatisfiable.

Written from the expressions themselves, not by way of Z3: what another solver refutes does not rest
on the translation that Z3 was given. Names are told apart by what they name (`sort.Client`, `machine.lock`,
`lock.is.held`, `client@Client`), so that none is a solver's own or two things', and are plain ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from chartproof.files import make_folder, write_text
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.fold import machines_read
from chartproof.language.form import Form, Variable
from chartproof.prove.obligation import COPY, Obligation
from chartproof.prove.precondition import closed
from chartproof.prove.proof import Proof


def script(form: Form, obligation: Obligation, facts: Sequence[Expression]) -> str:
    """One obligation as a script: sorts, machines, the facts, and what is to be impossible."""
    asserted = [closed(f) for f in facts]
    read = list(dict.fromkeys(m for e in (*asserted, *obligation.given) for m in machines_read(e)))
    lines = [
        f"; {_comment(obligation.name)}",
        "; Facts that hold in every reachable state, and then conditions that cannot hold with them.",
        "(set-info :smt-lib-version 2.6)",
        "(set-info :status unsat)",
        "(set-logic UFDT)",
        *(f"(declare-sort {_sort(sort)} 0)" for sort in form.sorts),
        *_machines(form, read),
        *(f"(declare-const {_element(b)} {_sort(b.sort)})" for b in obligation.elements),
        *(f"(assert {term(f)})" for f in asserted),
        *(f"(assert {term(g)})" for g in obligation.given),
        "(check-sat)",
    ]
    return "\n".join(lines) + "\n"


def _machines(form: Form, read: Sequence[str]) -> Iterator[str]:
    variables = {name: form.variable(name.removesuffix(COPY)) for name in read}
    for variable in dict.fromkeys(variables.values()):
        states = " ".join(f"({_state(variable.name, s)})" for s in variable.states)
        yield f"(declare-datatype {_kind(variable)} ({states}))"
    for name, variable in variables.items():
        yield f"(declare-fun {_machine(name)} ({' '.join(map(_sort, variable.sorts))}) {_kind(variable)})"


def _comment(text: str) -> str:
    """A text on one line of plain letters."""
    return " ".join(text.split()).encode("ascii", "backslashreplace").decode()


def _plain(name: str) -> str:
    """A name in letters that every solver reads; different names stay different."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.!*?") else f"~{ord(c):x}~" for c in name)


def _sort(name: str) -> str:
    return f"sort.{_plain(name)}"


def _machine(name: str) -> str:
    return f"machine.{_plain(name)}"


def _kind(variable: Variable) -> str:
    return f"states.{_plain(variable.name)}"


def _state(machine: str, state: str) -> str:
    return f"{_plain(machine.removesuffix(COPY))}.is.{_plain(state)}"


def _element(binder: Binder) -> str:
    return f"{_plain(binder.name)}@{_plain(binder.sort)}"


def term(node: Expression) -> str:
    """An expression in SMT-LIB's notation.

    >>> term(In("lock", (Binder("client", "Client"),), ("held",)))
    '(= (machine.lock client@Client) lock.is.held)'
    """
    if isinstance(node, Truth):
        return str(node.value).lower()
    if isinstance(node, In):
        inside = " ".join(map(_element, node.indices))
        cell = f"({_machine(node.variable)} {inside})" if inside else _machine(node.variable)
        return _joined("or", [f"(= {cell} {_state(node.variable, s)})" for s in node.states])
    if isinstance(node, Same):
        return f"(= {_element(node.left)} {_element(node.right)})"
    if isinstance(node, Not):
        return f"(not {term(node.body)})"
    if isinstance(node, Named):
        return term(node.body)
    if isinstance(node, Quantified):
        word = "forall" if node.universal else "exists"
        return f"({word} (({_element(node.binder)} {_sort(node.binder.sort)})) {term(node.body)})"
    if not isinstance(node, (And, Or)):
        raise unknown(node)
    return _joined("and" if isinstance(node, And) else "or", [term(p) for p in node.parts])


def _joined(word: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({word} {' '.join(parts)})"


def write_obligations(proof: Proof, folder: Path) -> list[Path]:
    """Write everything that a proof shows, a file each; the folder is made where it is missing."""
    make_folder(folder)
    written = []
    for number, (form, obligation, facts) in enumerate(proof.all_obligations(), 1):
        slug = re.sub(r"\W+", "-", obligation.name).strip("-")[:60]
        path = folder / f"{number:03}-{slug}.smt2"
        write_text(path, script(form, obligation, facts))
        written.append(path)
    return written
