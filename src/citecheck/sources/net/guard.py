"""Which addresses of others may be visited: public ones, asked plainly, at the usual ports.

A list under check may hold any address, also one that was put there to make this machine speak to its own network. So
a name is resolved here, every address that it has is looked at, and the connection is made to an address that was
looked at, not to the name, which could mean another one a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_LONGEST = 2000
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind a translator (RFC 6052)


class Forbidden(Exception):
    """An address that is not visited; the text says why and names no address."""


class Nameless(Exception):
    """The name system says that there is no such name."""


def is_public(address: Address) -> bool:
    """True for an address of the public internet: neither private nor loopback, link-local, shared, reserved or for
    many, also where it is wrapped in an IPv6 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _resolved(host: str, port: int) -> list[str]:
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be visited. The fields are for tests, which serve on loopback; no setting or option reaches them."""

    may_visit: Callable[[Address], bool] = is_public
    resolved: Callable[[str, int], Sequence[str]] = _resolved
    ports: Mapping[str, frozenset[int] | None] = field(
        default_factory=lambda: {"http": frozenset({80}), "https": frozenset({443})}
    )

    def parsed(self, url: str) -> SplitResult:
        """The parts of an address that may be asked. Raises Forbidden for another scheme or port, for credentials, for
        what is no address."""
        try:
            parts = urlsplit(url)
            port, host = parts.port or (443 if parts.scheme == "https" else 80), parts.hostname or ""
            host.encode("idna")
        except (ValueError, UnicodeError):
            raise Forbidden("not an address") from None
        if parts.scheme not in self.ports or not host or len(url) > _LONGEST or not url.isprintable() or " " in url:
            raise Forbidden("not an address of the web")
        if parts.username is not None or parts.password is not None:
            raise Forbidden("the address holds credentials")
        allowed = self.ports[parts.scheme]
        if allowed is not None and port not in allowed:
            raise Forbidden("not at a usual port")
        return parts

    def address(self, host: str, port: int) -> str:
        """The address to connect to. Raises Nameless, or Forbidden where the name has an address that is not public, or
        OSError where nobody can tell."""
        try:
            found = list(dict.fromkeys(self.resolved(host.encode("idna").decode(), port)))
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                raise Nameless from None
            raise OSError("name not resolved") from None
        if not found or not all(self.may_visit(ipaddress.ip_address(one.partition("%")[0])) for one in found):
            raise Forbidden("not a public address")
        return found[0]


PUBLIC = Guard()
