"""The stable words for how events and machines of two rule sets differ; what a change file may list as expected."""

CAUSES = ("newly_possible", "no_longer_possible", "leads_elsewhere")
"""The kinds of difference in what a rule does."""
OF_ROWS = ("event_added", "event_removed", "machine_added", "machine_removed", "permission", "actor", "call", *CAUSES)
"""The kinds of difference of events and machines."""
