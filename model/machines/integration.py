"""What a service itself has set up in the organization."""

from chartproof.declare import Machine, State, either, listens
from model.sorts import Service


class Integration(Machine, per=Service):
    """What the service itself has set up; closing_down: cleaning up, and trusted access is to be disabled with it."""

    absent = State(initial=True)
    configured = State()
    cleaning_up = State()
    closing_down = State()
    left_behind = State()

    cleaning = either(cleaning_up, closing_down)

    enable_from_service = absent.to(configured) | left_behind.to(configured)
    disable_from_service = configured.to(cleaning_up) | left_behind.to(cleaning_up)
    close_down_from_service = configured.to(closing_down) | left_behind.to(closing_down)
    disable_trusted_access = listens(configured.to(cleaning_up))
    complete_clean_up = cleaning_up.to(absent)
    complete_closing_down = closing_down.to(absent)
    stop_without_clean_up = cleaning_up.to(left_behind) | closing_down.to(left_behind)
