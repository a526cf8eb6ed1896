"""A shell script as simple commands, as far as it is made of them: words that say what they are, and nothing computed.

What a variable, a loop, a condition or another command decides is not computed here, ever: `Command.problem` says
what stands in the way. A command's line is that of its first word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

OPERATOR = re.compile(r"&&|\|\||\|&|;;|[\n;&|()]")
REDIRECTION = re.compile(r"[0-9]*(?:>>|>\||>&|<&|<>|>|<)|&>>?")
HERE = re.compile(r"[0-9]*<<")
PLAIN = re.compile(r"[^ \t\r\n;&|()<>'\"\\$`]+")
SPACE = re.compile(r"(?:[ \t\r]|\\\n)+")
COMMENT = re.compile(r"#[^\n]*")
EXPANDS = re.compile(r"[*?{~\[]")
RESERVED = {
    "if",
    "then",
    "else",
    "elif",
    "fi",
    "for",
    "while",
    "until",
    "do",
    "done",
    "case",
    "esac",
    "select",
    "function",
}
RESERVED |= {"{", "}", "!", "[[", "coproc"}
"""Words by which a line is more than a simple command."""
COMPUTED = "what it does is computed by the shell"


@dataclass(frozen=True)
class Word:
    """A word without its quotes; literal: whether the shell takes it as it stands."""

    text: str
    literal: bool


@dataclass
class Command:
    """A simple command. piped: it reads what the one before prints; depends: it runs only if that one does well.

    otherwise: it runs only if that one fails.

    problem: why it can't be read, if it can't; nothing is then known of the commands behind it.
    """

    line: int
    words: list[Word] = field(default_factory=list)
    piped: bool = False
    depends: bool = False
    otherwise: bool = False
    problem: str = ""

    @property
    def first(self) -> Word | None:
        """The word that says what is run; None where the command only sets variables."""
        return next((w for w in self.words if not re.match(r"[A-Za-z_]\w*\+?=", w.text)), None)

    @property
    def name(self) -> str:
        """What is run; empty where the command only sets variables, or it is computed."""
        return self.first.text if self.first and self.first.literal else ""


def commands(text: str) -> Iterator[Command]:
    r"""The commands of a script, in order.

    >>> [(c.line, [w.text for w in c.words]) for c in commands("a 'b c' \\\n d # e\nf; g")]
    [(1, ['a', 'b c', 'd']), (3, ['f']), (3, ['g'])]
    >>> next(commands("a $(b)")).problem
    'what it does is computed by the shell'
    """
    at, line, command = 0, 1, Command(0)
    while at < len(text):
        begin = at
        if found := SPACE.match(text, at):
            at = found.end()
        elif text[at] == "#":
            at = _end(COMMENT, text, at)
        elif HERE.match(text, at):
            at = len(text)
            command.problem = command.problem or COMPUTED
        elif found := REDIRECTION.match(text, at):
            at = _target(text, found.end())
        elif found := OPERATOR.match(text, at):
            at = found.end()
            yield from _done(command, found[0], line)
            command = _following(found[0])
        else:
            word, at, problem = _word(text, at)
            command.line = command.line or line
            command.words.append(word)
            command.problem = command.problem or problem or (COMPUTED if _reserved(command) else "")
        line += text.count("\n", begin, at)
    yield from _done(command, "", line)


def _reserved(command: Command) -> bool:
    first = command.words[0]
    return len(command.words) == 1 and first.literal and first.text in RESERVED


def _done(command: Command, operator: str, line: int) -> Iterator[Command]:
    """A command that an operator ends, if there is one."""
    if operator == "&" and command.words:
        command.problem = command.problem or "it runs beside what follows"
    if operator in ("(", ";;", "|&"):
        command.problem = command.problem or COMPUTED
    command.line = command.line or line
    if command.words or command.problem:
        yield command


def _following(operator: str) -> Command:
    """The command that follows an operator, as far as that says what becomes of it."""
    problem = COMPUTED if operator in ("(", ")", ";;", "|&") else ""
    return Command(0, [], operator == "|", operator == "&&", operator == "||", problem)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _target(text: str, at: int) -> int:
    """Where the target of a redirection ends: it is a file's, and no matter here."""
    at = _end(SPACE, text, at)
    found = OPERATOR.match(text, at)
    return at if found or at >= len(text) else _word(text, at)[1]


def _word(text: str, at: int) -> tuple[Word, int, str]:
    """The word that begins here, where it ends, and what stands in the way of reading it."""
    parts: list[str] = []
    literal, problem = True, ""
    begin = at
    while at < len(text):
        character = text[at]
        if found := PLAIN.match(text, at):
            literal &= not EXPANDS.search(found[0]) and not (character == "#" and at == begin)
            parts.append(found[0])
            at = found.end()
        elif character == "'" or character == '"':
            part, at, plain, wrong = _quoted(text, at)
            parts.append(part)
            literal &= plain
            problem = problem or wrong
        elif text.startswith("\\\n", at):
            at += 2
        elif character == "\\" and at + 1 < len(text):
            parts.append(text[at + 1])
            at += 2
        elif character in "$`\\":
            literal = False
            problem = problem or (COMPUTED if character == "`" or text[at + 1 : at + 2] in ("(", "'") else "")
            at += 1
        else:
            break
    return Word("".join(parts), literal), at, problem


def _quoted(text: str, at: int) -> tuple[str, int, bool, str]:
    """A quotation: what is in it, where it ends, whether it is literal, and what stands in the way of reading it."""
    mark = text[at]
    pattern = r"'([^']*)'" if mark == "'" else r'"((?:[^"\\]|\\.)*)"'
    found = re.compile(pattern, re.DOTALL).match(text, at)
    if found is None:
        return "", len(text), False, "its quotation does not end"
    if mark == "'":
        return found[1], found.end(), True, ""
    inside = re.sub(r"\\\n", "", found[1])
    bare = re.sub(r"\\.", "", inside, flags=re.DOTALL)
    computed = COMPUTED if "`" in bare or "$(" in bare else ""
    return re.sub(r'\\([$`"\\])', r"\1", inside), found.end(), "$" not in bare and "`" not in bare, computed
