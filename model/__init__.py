"""The rules of AWS Organizations' trusted access: one file a machine, one row an event.

`sorts` says what there is any number of, `actors` who acts, `machines/` what moves, `events/` when,
by whom and with which permissions. Nothing here explores, proves or draws.
"""
