"""Printing data."""

from __future__ import annotations

import json

import click


def print_json(data: object) -> None:
    """JSON alone on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
