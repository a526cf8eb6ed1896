"""What may stand anywhere on the line, before or after the command's name: --no-color, --quiet and --json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Decorated = Callable[..., Any]

FLAGS = {
    ("--no-color",): "No colours (the variable NO_COLOR does the same).",
    ("--quiet", "-q"): "Print what is not as expected and the last line alone, and no progress.",
}


def _remember(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
    """Keep a flag for the whole line; returns whether it was given here or before."""
    kept: dict[str, Any] = context.find_root().ensure_object(dict)
    name = parameter.opts[0]
    kept[name] = value or said(name, context)
    return bool(kept[name])


def said(flag: str, context: click.Context | None = None) -> bool:
    """Whether a flag, such as `--quiet`, was given anywhere on the line."""
    kept = (context or click.get_current_context()).find_root().ensure_object(dict)
    return bool(kept.get(flag))


def flags(command: Decorated) -> Decorated:
    """All of them, for the group."""
    for names, help in FLAGS.items():
        command = click.option(*names, is_flag=True, callback=_remember, expose_value=False, help=help)(command)
    return _json(False)(command)


def json_option(command: Decorated) -> Decorated:
    """--json, for a command that has data to print."""
    return _json(True)(command)


def _json(exposed: bool) -> Callable[[Decorated], Decorated]:
    says = "Print JSON, and nothing else, on standard output."
    return click.option("--json", "as_json", is_flag=True, callback=_remember, expose_value=exposed, help=says)


class Command(click.Command):
    """A command that takes the flags, too."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for names, help in FLAGS.items():
            self.params.append(click.Option(names, is_flag=True, callback=_remember, expose_value=False, help=help))

    def invoke(self, context: click.Context) -> Any:
        """Run the command, unless it is asked for JSON that it hasn't."""
        if said("--json", context) and "as_json" not in context.params:
            raise click.UsageError(f"{self.name} prints no JSON: leave out --json", context)
        return super().invoke(context)
