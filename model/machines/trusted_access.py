"""What Organizations permits a service."""

from chartproof.declare import Machine, State, listens
from model.sorts import Service


class TrustedAccess(Machine, per=Service):
    """What Organizations permits the service."""

    disabled = State(initial=True)
    enabled = State()

    enable_trusted_access = disabled.to(enabled)
    disable_trusted_access = enabled.to(disabled)
    enable_from_service = listens(disabled.to(enabled))
    complete_closing_down = listens(enabled.to(disabled))
