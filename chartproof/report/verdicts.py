"""The verdicts: in a terminal a line a property, piped a line a property with its fields between tabs.

Findings (violated or unreachable, as expected) stand apart from failures, and the last line says it all.
Colours mean nothing that the words do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from chartproof.language.form import Form
from chartproof.language.names import with_sizes
from chartproof.page.statements import Coverage
from chartproof.report.columns import rows
from chartproof.report.covered import never_lines
from chartproof.report.trace_table import trace_lines
from chartproof.report.words import said_rest, said_scope, said_verdict

if TYPE_CHECKING:
    from chartproof.check.exact import Description
    from chartproof.check.result import Result
    from chartproof.check.run import Run

STYLES = {
    "holds": "green",
    "witnessed": "green",
    "violated": "yellow",
    "unreachable": "yellow",
    "unknown": "magenta",
}
BAD = ("violated", "unreachable")
HEADINGS = {"ok": "", "finding": "Findings, as expected:", "failed": "Not as expected:"}


def standing(result: Result) -> str:
    """Whether a verdict is `ok`, a `finding` (a bad one that is expected), or `failed`."""
    if not result.as_expected:
        return "failed"
    return "finding" if result.verdict in BAD else "ok"


def print_run(
    console: Console,
    form: Form,
    run: Run,
    *,
    traces: bool = False,
    wide: bool = False,
    quiet: bool = False,
    missing: int = 0,
) -> None:
    """The verdicts, the traces that are asked for or unexpected, the coverage, and one line in sum.

    wide: what each verdict rests on, too. quiet: what is not as expected alone, and the last line.
    missing: how many properties an interruption has left undecided.
    """
    shown = [r for r in run.results if not (quiet and r.as_expected)]
    if console.is_terminal:
        _print_groups(console, form, shown, traces=traces, wide=wide)
    else:
        for result in shown:
            print("\t".join(_fields(result)), file=console.file)  # rich makes blanks of tabs
        _print_traces(console, form, [r for r in shown if traces or not r.as_expected])
    if run.page is not None and not (quiet and run.page.ok):
        print_page(console, run.page)
    if not quiet:
        _print_notes(console, run)
    bad = any(not r.as_expected for r in run.results) or not (run.page is None or run.page.ok)
    console.print(Text(last_line(run.results, run.page, missing), "bold red" if bad or missing else "bold green"))


def _fields(result: Result) -> list[str]:
    """What a script may cut: name, verdict, standing, scope, what it rests on, the page's statements."""
    return [
        result.property.name,
        _verdict(result),
        standing(result),
        _scope(result),
        said_rest(result),
        ", ".join(result.property.page) or "–",
    ]


def _print_groups(console: Console, form: Form, results: Sequence[Result], *, traces: bool, wide: bool) -> None:
    scope = _scope if wide else said_scope
    cells = [
        [Text(r.property.name), styled_verdict(r), Text(scope(r), "" if r.for_all_sizes else "dim")] for r in results
    ]
    laid_out = dict(zip((r.property.name for r in results), rows(cells, console.width), strict=True))
    for kind, heading in HEADINGS.items():
        group = [r for r in results if standing(r) == kind]
        if heading and group:
            console.print(Text(f"\n{heading}", "bold"))
        for result in group:
            _print(console, laid_out[result.property.name])
            if wide:
                _print_details(console, result)
            if result.trace is not None and (traces or kind == "failed"):
                console.print(trace_lines(form, result.trace))
    console.print()


def _print_details(console: Console, result: Result) -> None:
    """Below a property's line: what its verdict rests on, and the page's statements."""
    page = ", ".join(result.property.page) or "–"
    details = {"rests on": said_rest(result), "page": page}
    cells = [[Text(f"    {title}", "dim"), Text(said)] for title, said in details.items()]
    for row in rows(cells, console.width):
        _print(console, row)


def _print_traces(console: Console, form: Form, results: Sequence[Result]) -> None:
    for result in results:
        if result.trace is not None:
            console.print(Text(f"\n{result.property.name}: {result.verdict}", "bold"))
            console.print(trace_lines(form, result.trace))


def _print(console: Console, lines: Iterable[Text]) -> None:
    """Lines as they are: nothing is added, and what is too long is for the terminal to break."""
    for line in lines:
        console.print(line, soft_wrap=True)


def styled_verdict(result: Result) -> Text:
    """A verdict, and what was expected where it was another."""
    return Text(_verdict(result), STYLES[result.verdict] if result.as_expected else "bold red")


def _verdict(result: Result) -> str:
    return said_verdict(result) + ("" if result.as_expected else f", expected {result.property.expectation}")


def _scope(result: Result) -> str:
    facts = len(result.proof.facts) if result.proof and result.for_all_sizes else 0
    return said_scope(result) + (f", by {facts} fact{'s' * (facts > 1)}" if facts else "")


def last_line(results: Sequence[Result], page: Coverage | None, missing: int = 0) -> str:
    """What came of it all, failures first; `missing`: how many an interruption has left undecided."""
    wrong = [r.property.name for r in results if not r.as_expected]
    said = [f"{len(wrong)} of {len(results)} verdicts not as expected ({', '.join(wrong)})"] if wrong else []
    if page is not None and not page.ok:
        lacks = [(len(page.failures), "not cited"), (len(page.unknown), "cited and not there")]
        lacks += [(len(page.contradictions), "both cited and excepted")]
        said.append("statements of the page: " + ", ".join(f"{n} {what}" for n, what in lacks if n))
    outcome = f"FAILED: {'; '.join(said)}" if said else f"ok: {_counted(results)}"
    return f"INTERRUPTED, {missing} not decided; {outcome}" if missing else outcome


def _counted(results: Sequence[Result]) -> str:
    holds = [r for r in results if r.verdict == "holds"]
    proved = sum(r.for_all_sizes for r in holds)
    findings = sum(standing(r) == "finding" for r in results)
    counts = {
        "hold for all sizes": proved,
        "hold up to these sizes": len(holds) - proved,
        "witnessed": sum(r.verdict == "witnessed" for r in results),
        "finding" + "s" * (findings != 1): findings,
    }
    said = ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "none yet"
    return f"{len(results)} verdict{'s' * (len(results) != 1)} as expected: {said}"


def _print_notes(console: Console, run: Run) -> None:
    """What else is to be said of a run, a line each."""
    if any(not r.judges_scope for r in run.results):
        console.print(Text("no proof was tried: verdicts are judged alone, whatever scope is expected", "dim"))
    if run.description is not None:
        console.print(Text(facts_line(run.description)))
    if run.never is not None:
        for line in never_lines(run.never):
            console.print(Text(line), soft_wrap=not console.is_terminal)
    for why in dict.fromkeys(r.every_state for r in run.results if r.every_state):
        names = ", ".join(r.property.name for r in run.results if r.every_state == why)
        console.print(Text(f"decided on every state, without symmetry: {names} ({why})", "dim"))
    for result in run.results:
        if result.open_because and (result.elsewhere or not result.as_expected):
            console.print(Text(f"{result.property.name}: {result.open_because}", "" if result.elsewhere else "dim"))
    idle = sum(bool(r.rests_on and r.rests_on.idle) for r in run.results)
    if idle:
        console.print(Text(f"{idle} idle: no single loss of a rule's part changes the verdict", "dim"))


def page_line(page: Coverage) -> str:
    """One line on the coverage of the page."""
    counts = {"covered": page.covered, "excepted": page.excepted, "repeats of those": page.repeats}
    counts["gap" + "s" * (len(page.gaps) != 1)] = len(page.gaps)
    said = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    return f"page: {page.statements} statements: {said}"


def print_page(console: Console, page: Coverage) -> None:
    """The coverage of the page, and what is wrong with it."""
    console.print(Text(page_line(page)))
    for gap in page.failures:
        console.print(Text(f"  nothing cites {gap.id} ({gap.kind}): {gap.claim}", "bold red"))
    for unknown in page.unknown:
        hint = f"; did you mean {unknown.nearest!r}?" if unknown.nearest else ""
        console.print(Text(f"  {', '.join(unknown.names)} cites {unknown.id!r}, which is not there{hint}", "bold red"))
    for both in page.contradictions:
        console.print(Text(f"  {both.id} is both cited and excepted", "bold red"))


def facts_line(found: Description) -> str:
    """One line on the facts, and whether they say all there is to say about what can be reached."""
    where = with_sizes(found.sizes)
    said = f"facts: {len(found.facts)} about one element of each sort, in every reachable state of every size; {where} "
    if found.exact:
        return said + f"they describe the {found.reachable} reachable states exactly"
    return said + f"{found.satisfying} states satisfy them, {found.reachable} can be reached"
