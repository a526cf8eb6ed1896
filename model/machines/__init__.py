"""One file a machine: its states, its predicates, and the moves that it makes at each event."""
