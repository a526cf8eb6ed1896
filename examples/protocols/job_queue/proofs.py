"""What a queue owes to jobs."""

from chartproof.declare import Claim, always, claim, never_left, recoverable
from model import Worker


@claim(at_least={Worker: 2}, scope="all")
def one_worker_a_job() -> Claim:
    """No job is done by two at once."""
    return always(
        "every(x in Worker, every(y in Worker, every(j in Job,"
        " x == y or lease[j, x] == 'none' or lease[j, y] == 'none')))"
    )


@claim(scope="all")
def a_lease_is_of_a_running_job() -> Claim:
    """Who has a job does it: it is running, and the worker is busy or has crashed."""
    return always("status == 'running' and hands != 'idle'", where="lease == 'held'")


@claim(scope="all")
def done_is_done() -> Claim:
    """What is done stays so."""
    return never_left("status == 'done'")


@claim(scope="all")
def every_job_can_be_done() -> Claim:
    """From everywhere a job can be done."""
    return recoverable("status == 'done'")
