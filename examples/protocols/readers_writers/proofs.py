"""Who keeps whom out, and that nobody waits in vain."""

from chartproof.declare import Claim, always, claim, ends, leads_to, recoverable
from model import Writer


@claim(at_least={Writer: 2}, scope="all")
def one_writer() -> Claim:
    """No two writers write at once."""
    return always("every(x in Writer, every(y in Writer, x == y or writing[x] != 'writes' or writing[y] != 'writes'))")


@claim(scope="all")
def no_reader_beside_a_writer() -> Claim:
    """Nobody reads while somebody writes."""
    return always("every(Reader, reading != 'reads')", where="writing == 'writes'")


@claim(scope="all")
def a_writer_can_write() -> Claim:
    """From everywhere a writer can come to write."""
    return recoverable("writing == 'writes'")


@claim(scope="all")
def a_reader_can_read() -> Claim:
    """From everywhere a reader can come to read."""
    return recoverable("reading == 'reads'")


@claim(scope="all")
def waiting_writers_end_reading() -> Claim:
    """While a writer waits, who reads ends."""
    return ends("reading == 'reads'", fair=["end_read"])


@claim(scope="all")
def somebody_writes() -> Claim:
    """Where a writer waits, some writer comes to write."""
    return leads_to("writing == 'waiting'", "some(Writer, writing == 'writes')", fair=["start_write", "end_read"])
