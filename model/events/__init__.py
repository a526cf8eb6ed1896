"""One row an event: when it can happen, who does it, by which call and with which permissions."""
