"""What can go wrong with a request, in plain words. A reason never holds an address, a key or a URL."""

from __future__ import annotations

import errno
from dataclasses import dataclass

CONNECT_TIMEOUT = 5.0
BUSY = {429: "too many requests (429)"} | {code: f"server error ({code})" for code in (500, 502, 503, 504)}
DATA = (200, 400, 404)
DENIED = (401, 403)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one try failed; `again`: worth another try; `pause`: seconds the service asks for;
    `offline`: the service can't be reached, so the next try is at once or never; `closes`: ask no more; `silent`: it
    let us wait."""

    reason: str
    again: bool = True
    pause: float | None = None
    offline: bool = False
    closes: bool = False
    busy: bool = False
    silent: bool = False


def of_status(status: int, pause: float | None) -> Fault | None:
    """What a status means; None for those that bring an answer."""
    if status in BUSY:
        return Fault(BUSY[status], pause=pause, busy=status == 429)
    if status in DENIED:
        return Fault(f"access refused ({status})", again=False, closes=True)
    return None if status in DATA else Fault(f"unexpected answer ({status})", again=False)


def explained(error: Exception, timeout: float) -> Fault:
    """What a failed exchange means. The error's own text is never passed on: it holds the URL."""
    import requests
    from urllib3 import exceptions as urllib3

    cause: object = error.args[0] if error.args else error
    cause = error if isinstance(error, urllib3.HTTPError) else getattr(cause, "reason", None) or cause
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException | urllib3.HTTPError):
        # requests looks for the file that SSL_CERT_FILE or REQUESTS_CA_BUNDLE names before it connects.
        return Fault("certificate file not found", again=False, closes=True)
    if isinstance(error, requests.exceptions.SSLError):
        return Fault("secure connection failed", again=False, closes=True)
    if isinstance(error, requests.exceptions.ProxyError):
        return Fault("proxy not reached", again=False, offline=True)
    if isinstance(error, requests.ConnectTimeout):
        return Fault(f"no connection in {min(CONNECT_TIMEOUT, timeout):g} s", silent=True)
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, urllib3.ReadTimeoutError):
        return Fault(f"no answer in {timeout:g} s", silent=True)
    if isinstance(cause, urllib3.NameResolutionError):
        return Fault("name not resolved", again=False, offline=True)
    if isinstance(cause, urllib3.NewConnectionError):
        number = getattr(cause.__cause__, "errno", None)
        refused = "connection refused" if number == errno.ECONNREFUSED else "network not reached"
        return Fault(refused, again=False, offline=True)
    if isinstance(error, urllib3.ProtocolError | urllib3.DecodeError):  # while the body was read
        return Fault("answer was cut off")
    if isinstance(error, requests.ConnectionError):
        return Fault("connection lost")
    return Fault("request could not be sent", again=False)
