"""`python -m chartproof`, and the script `chartproof`: the command line, and the status with which it ends.

Ctrl-C ends it with 130, also while modules are still imported, which may make any error of it.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line; ends the process."""
    interrupted = []

    def stop(number: int, frame: FrameType | None) -> None:
        interrupted.append(number)
        sys.unraisablehook = lambda error: None  # of what was only half made, and cannot be taken apart
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)
    status = 130
    try:
        from chartproof.cli.process import run

        status = run()
    except BaseException:
        if not interrupted:
            raise
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)


if __name__ == "__main__":
    main()
