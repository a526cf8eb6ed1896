"""`python -m chartproof`, and the script `chartproof`: the command line."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from chartproof.cli.main import main as command

    command(prog_name="chartproof")


if __name__ == "__main__":
    main()
