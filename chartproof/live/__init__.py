"""Live machines: real python-statemachine instances that take events for named elements.

A second opinion on the compiler: which transition is taken, python-statemachine decides. What
Live does is what the declared rules do; where it disagrees with the compiled form, one is wrong.
"""

from chartproof.live.live import Live
from chartproof.live.rebuild import machines_from
from chartproof.live.refusal import Reason, Refused
from chartproof.live.replay import ReplayError, replay

__all__ = ["Live", "Reason", "Refused", "ReplayError", "machines_from", "replay"]
