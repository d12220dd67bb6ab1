"""Who may ask, and how much: an ASGI layer in front of everything else.

Refused are other hosts (DNS rebinding: a page elsewhere that lets its own name point here), changes that come from
another site (CSRF), bodies that are too large or too slow, and, where a token is set, whoever does not show it.
"""

from __future__ import annotations

import asyncio
import hmac
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "citecheck"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OPEN_TO_ALL = ("/health", "/ready", "/login", "/static/")
# Services for programs of this machine, which their own pages ask: https://reconciliation-api.github.io/specs/0.2/
_SHARED = ("/reconcile",)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class Refused(Exception):
    """The request ends here, with a status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, kw_only=True)
class Guard:
    """`hosts`: names under which we are reached, beside this machine's own; `largest`: bytes of a body; `slowest`:
    seconds for it."""

    app: App
    hosts: tuple[str, ...] = ()
    token: str = ""
    largest: int = 20_000_000
    slowest: float = 60.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            self._check(scope, headers)
            body = await self._body(receive, headers)
        except Refused as refused:
            await _answer(send, refused)
            return
        try:
            await self.app(scope, _given(body, receive), _with_headers(send, scope, headers))
        except Exception as error:  # answered with 500 by now; what is written must not hold what people sent
            print(f"citecheck: {type(error).__name__} while answering {scope['method']}", file=sys.stderr)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        allowed = {*LOOPBACK, *self.hosts}
        if _host(headers.get("host", "")) not in allowed:
            raise Refused(421, "this host name is not ours; hint: start with --host NAME to be reached under it")
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not path.startswith(_SHARED):
            self._check_origin(headers, allowed)
        if self.token and not path.startswith(_OPEN_TO_ALL) and not self.knows(_shown(headers)):
            raise Refused(401, "a token is needed; hint: open /login, or send it as a bearer token")

    def _check_origin(self, headers: dict[str, str], allowed: set[str]) -> None:
        origin = headers.get("origin", "")
        foreign = origin and (origin == "null" or _host(urlsplit(origin).netloc) not in allowed)
        if foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Refused(403, "changes from another site are not taken")

    def knows(self, shown: str) -> bool:
        """Whether this is the token, in a time that does not say how much of it is right."""
        return hmac.compare_digest(shown.encode(), self.token.encode())

    async def _body(self, receive: Receive, headers: dict[str, str]) -> bytes:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.largest:
            raise Refused(413, f"that is more than {self.largest // 1_000_000} MB; hint: send the list in parts")
        try:
            async with asyncio.timeout(self.slowest):
                return await self._whole(receive)
        except TimeoutError:
            raise Refused(408, "the request took too long to arrive") from None

    async def _whole(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "the request broke off")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.largest:
                raise Refused(413, f"that is more than {self.largest // 1_000_000} MB; hint: send the list in parts")
            if not message.get("more_body"):
                return b"".join(parts)


def _host(header: str) -> str:
    """The name in a Host header, without its port."""
    try:
        parts = urlsplit(f"//{header}")
        return (parts.hostname or "").lower() if parts.port != 0 else ""
    except ValueError:
        return ""


def _shown(headers: dict[str, str]) -> str:
    if (sent := headers.get("authorization", "")).lower().startswith("bearer "):
        return sent[7:].strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _given(body: bytes, receive: Receive) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> MutableMapping[str, Any]:
        return messages.pop() if messages else await receive()

    return next_message


def _with_headers(send: Send, scope: Scope, headers: dict[str, str]) -> Send:
    added = dict(_HEADERS)
    origin = headers.get("origin", "")
    if scope["path"].startswith(_SHARED) and _host(urlsplit(origin).netloc) in LOOPBACK:
        added |= {
            "access-control-allow-origin": origin, "access-control-allow-methods": "GET, POST, OPTIONS",
            "access-control-allow-headers": "content-type", "vary": "origin",
            "cross-origin-opener-policy": "unsafe-none",
        }  # fmt: skip

    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            stated = {name.lower() for name, _ in message["headers"]}
            more = [(n.encode(), v.encode("latin-1")) for n, v in added.items() if n.encode() not in stated]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return sent


async def _answer(send: Send, refused: Refused) -> None:
    body = refused.sentence.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    headers += [(b"connection", b"close")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
