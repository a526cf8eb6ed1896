"""What a rule change did to a part of a picture."""

from __future__ import annotations

from typing import Literal

Mark = Literal["same", "gained", "lost", "changed"]
