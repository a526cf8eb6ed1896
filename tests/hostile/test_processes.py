"""What a process of its own makes of it: Ctrl-C, SIGTERM, outputs that are full, closed, or in another encoding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import z3

from chartproof.project.project import load
from chartproof.prove.logic import Limits, Logic
from tests.copies import copied
from tests.hostile.cases import TOY

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "chartproof"]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process; settings: of its environment."""
    environment = {**os.environ, **settings}
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, cwd=ROOT, env=environment, check=False, encoding="utf-8"
    )


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which `chartproof` is this one."""
    named = f'chartproof() {{ {" ".join(COMMAND)} "$@"; }}\n{line}'
    return subprocess.run(["bash", "-c", named], capture_output=True, text=True, cwd=ROOT, check=False)


def killed(
    arguments: Sequence[str],
    number: int,
    until: float = 0.0,
    settings: Mapping[str, str] | None = None,
    said: bytes = b"",
) -> tuple[int, str, str, float]:
    """Run the command and send it a signal: after so many seconds, when it has written something to standard error.

    Returns its status, what it wrote to standard output and error, and how long it took to end.
    """
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=pipe, stderr=pipe, cwd=ROOT, env={**os.environ, **(settings or {})}
    )
    before = b""
    if said:
        assert process.stderr is not None
        while said not in before:
            before += os.read(process.stderr.fileno(), 1) or pytest.fail(f"ended, and wrote {before!r}")
    time.sleep(until)
    begun = time.monotonic()
    process.send_signal(number)
    out, error = process.communicate(timeout=60)
    return process.returncode, out.decode(), (before + error).decode(), time.monotonic() - begun


INTERRUPTING = """
import os, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
sys.argv = ["chartproof", "verify"]
from chartproof.__main__ import main
main()
"""


@pytest.mark.parametrize("name", ["chartproof.cli.process", "click", "numba", "z3", "model.actors"])
def test_an_interruption_of_an_import_is_one(name: str) -> None:
    """Catches a traceback, and a status that reads as a verdict or as a mistake, wherever an import stands."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTING.format(name=name)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    # What is loaded while verdicts are decided interrupts these, and it is said which there were.
    assert done.stdout == "" or done.stdout.splitlines()[-1].startswith("INTERRUPTED, ")


def test_an_interruption_says_what_was_decided_so_far() -> None:
    """Catches verdicts that are lost, a status that reads as theirs, and a command that goes on for long."""
    call = ["verify", "--no-proof", "--size", "Account=3", "--size", "Service=2"]  # a quiet machine takes minutes
    status, out, error, seconds = killed(call, signal.SIGINT, 4.0)
    assert (status, "Traceback" in error) == (130, False), error
    assert seconds < 5
    *rows, last = out.splitlines()
    assert last.startswith("INTERRUPTED, ")
    decided = [row.split("\t")[0] for row in rows if "\t" in row]
    assert f"INTERRUPTED, {73 - len(decided)} not decided; ok: {len(decided)} verdict" in last


def test_an_interruption_of_a_search_says_how_far_it_came() -> None:
    """Catches a search that goes on: the kernels run without asking Python."""
    for patience in (2.5, 5.0, 10.0, 20.0):  # a busy machine has not begun to search so soon
        call = ["explore", "--size", "Account=4", "--size", "Service=2"]
        status, out, error, seconds = killed(call, signal.SIGINT, patience)
        if status == -signal.SIGINT:
            continue  # Python itself was still starting
        assert (status, out) == (130, "")
        if "level" in error:
            break
    assert "interrupted: level " in error
    assert "Traceback" not in error
    assert seconds < 5


def test_an_interruption_within_z3_is_one() -> None:
    """Catches a Ctrl-C that Z3 takes for itself, and that comes back as the verdict `unknown`."""
    logic = Logic(load(TOY).form, Limits(effort=4_000_000_000))
    holes, pigeons = range(11), range(12)
    sits = {(p, h): z3.Bool(f"{p} in {h}", logic._terms.context) for p in pigeons for h in holes}
    solver = logic._rooms.asked([], []).room.solver
    solver.add(*(z3.Or(*(sits[p, h] for h in holes)) for p in pigeons))
    pairs = [(p, q, h) for p in pigeons for q in range(p) for h in holes]
    solver.add(*(z3.Not(z3.And(sits[p, h], sits[q, h])) for p, q, h in pairs))
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        logic.ask([])
    assert 0.5 < time.monotonic() - begun < 5


def test_sigterm_leaves_no_folder(tmp_path: Path) -> None:
    """Catches a revision's files that stay behind in the folder for temporary ones."""
    repository = tmp_path / "repository"
    copied(TOY, repository)
    init = repository / "model" / "__init__.py"
    init.write_text("import sys, time\nprint('loading', file=sys.stderr, flush=True)\nif 'chartproof-' in __file__:\n"
                    "    print('the old one', file=sys.stderr, flush=True)\n    time.sleep(60)\n")  # fmt: skip
    git = ["git", "-C", str(repository), "-c", "user.name=n", "-c", "user.email=e@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    temporary = tmp_path / "temporary"
    for number, wanted in ((signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)):
        temporary.mkdir()
        arguments = ["--project", str(repository), "check", "--against", "HEAD"]
        status, _, error, _ = killed(arguments, number, settings={"TMPDIR": str(temporary)}, said=b"the old one\n")
        assert (status, "Traceback" in error) == (wanted, False), error
        assert list(temporary.iterdir()) == []
        temporary.rmdir()


@pytest.mark.parametrize(
    "line",
    ["explore > /dev/full", "explore --json > /dev/full", "explain role_present > /dev/full", "export tla > /dev/full",
     "--help > /dev/full", "explore >&-"],
)  # fmt: skip
def test_an_output_that_takes_nothing_is_wrong(line: str) -> None:
    """Catches an output that is lost without a word, and a status that reads as a verdict."""
    done = shell(f"chartproof {line}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output ")
    assert len(done.stderr.splitlines()) <= 2


def test_an_output_that_nobody_reads_is_quiet() -> None:
    """Catches a traceback at the end of `| head`, and the status of a verdict that is not as expected."""
    done = shell("chartproof export promela --size Account=60 | head -n 1; echo ${PIPESTATUS[0]}")
    assert done.stdout.splitlines()[-1] in ("0", "141")
    assert done.stderr == ""
    done = shell("set -o pipefail; chartproof verify role_present | true")
    assert (done.returncode, done.stderr) == (141, "")


def test_an_encoding_without_arrows_gets_others() -> None:
    """Catches a character that cannot be written, and JSON that says another than was meant."""
    for encoding in ("ascii", "cp1252"):
        done = run("how", "integration == 'left_behind'", PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        assert "-> all_features" in done.stdout
        data = run("explain", "nothing_left_behind", "--json", PYTHONIOENCODING=encoding)
        assert data.stdout.isascii()
        assert data.returncode == 0


READ_ONLY = """
import sys
import numba.core.caching as caching
caching._CacheLocator.ensure_cache_path = lambda self: (_ for _ in ()).throw(PermissionError(13, "read-only"))
sys.argv = ["chartproof", "explore", "--size", "Account=2"]
from chartproof.__main__ import main
main()
"""


def test_where_nothing_can_be_kept_the_search_runs() -> None:
    """Catches kernels that cannot be imported because they cannot be kept."""
    done = subprocess.run([sys.executable, "-c", READ_ONLY], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2,505" in done.stdout
