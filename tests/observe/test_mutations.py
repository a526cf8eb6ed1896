"""State files, lists of events and expressions with mutations: an answer, or a clear error that names the file."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.hostile.mutate import MUTATIONS
from tests.observe.told import STATE, run, written

STEPS = b"clear(art)  # first\ngive_back(bob, art)\nfinish_clearing(art)\nborrow(cid, crime)\n"
GOAL = b"stock[art] == 'empty' and every(Reader, loan[reader, crime] == 'none')"


def mutated(seed: int, text: bytes) -> bytes:
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(MUTATIONS)(chance, text)
    return text


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_file_gets_an_answer_or_a_clear_error(seed: int, tmp_path: Path) -> None:
    """Catches a traceback, an error that names nothing, and what a terminal would obey."""
    state = json.dumps(STATE).encode()
    for number in range(40):
        own = seed * 1000 + number
        bad = tmp_path / "bad.json"
        bad.write_bytes(mutated(own, state))
        steps = tmp_path / "steps.txt"
        steps.write_bytes(mutated(own, STEPS))
        good = written(tmp_path)
        for line, names in (
            (("observe", bad), ("bad.json",)),
            (("judge", steps, "--at", good), ("steps.txt", "Error")),
            (("can", "clear", "art", "--at", bad), ("bad.json", "art")),
        ):
            ran = run(*line)
            assert ran.exit_code in (0, 1, 2, 3), (own, line, ran.output, ran.exception)
            assert isinstance(ran.exception, (SystemExit, type(None))), (own, line, ran.exception)
            assert ran.exit_code != 2 or any(n in ran.stderr for n in names), (own, line, ran.stderr)
            assert "\x1b" not in ran.output


def test_a_mutated_goal_gets_a_way_or_a_clear_error(tmp_path: Path) -> None:
    """Catches a traceback of a name, a bracket or a number that no expression has."""
    path = written(tmp_path)
    for seed in range(60):
        text = mutated(seed, GOAL).decode("utf-8", "surrogateescape").replace("\0", "")
        ran = run("how", f" {text}", "--at", path)
        assert ran.exit_code in (0, 2, 3), (seed, text, ran.output, ran.exception)
        assert isinstance(ran.exception, (SystemExit, type(None))), (seed, text, ran.exception)
