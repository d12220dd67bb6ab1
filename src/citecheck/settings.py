"""One frozen value from flags and environment: what to ask, where to keep it, when to accept a match."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from citecheck import plugins
from citecheck.errors import SettingsError


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """When a candidate is accepted.

    `threshold`: the least probability. `margin`: how many bits of evidence (factors of two in the odds)
    the best candidate must have over the next work. Both err on the side of "undecided".
    """

    threshold: float = 0.75
    margin: float = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything a run depends on. Secrets and the address are kept out of `repr`.

    `sources`: the names of those to ask, none for those that are asked by default. `addresses`: of services, by the
    name of their setting, where they are not the usual ones. `keys`: by the variable that holds them.
    `check_links`: whether the addresses that references cite are visited.
    `max_age`: days after which a kept answer is asked for again, None for as long as it is kept.
    `timeout`: seconds to wait for one answer; `budget`: seconds for all questions of a run, None for no limit.
    """

    sources: tuple[str, ...] = ()
    cache: Path | str | None = Path("cache")
    catalogue: Path | str | None = None
    offline: bool = False
    refresh: bool = False
    check_links: bool = False
    max_age: float | None = None
    mailto: str = field(default="", repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    budget: float | None = None
    workers: int = 1
    engine: str = "local"
    policy: Policy = Policy()

    def __post_init__(self) -> None:
        if self.offline and self.refresh:
            raise SettingsError("offline and refresh exclude each other", hint="drop one of the two")
        if self.max_age is not None and not 0 <= self.max_age < 1e6:
            raise SettingsError("the age of an answer is a number of days", hint="--max-age 30")
        if self.workers < 1:
            raise SettingsError("there must be at least one worker", hint="--workers 2")
        if self.mailto:
            check_address(self.mailto, "the contact address", "--mailto YOUR-ADDRESS")
        if self.budget is not None and not self.budget > 0:
            raise SettingsError("the time for a run must be more than nothing", hint="--budget 600")
        for variable, value in self.keys.items():
            if not _SENDABLE.fullmatch(value):
                raise SettingsError(f"{variable} holds characters that no key has", hint="set it anew")

    def shown(self) -> Iterator[tuple[str, str]]:
        """What bears on a report and may be shown in it, by the name of the option; what is as usual is left out."""
        yield "threshold", f"{self.policy.threshold:g}"
        yield "margin", f"{self.policy.margin:g}"
        for name in ("offline", "refresh", "check-links"):
            if getattr(self, name.replace("-", "_")):
                yield name, "yes"
        for name, value in (("max-age", self.max_age), ("budget", self.budget)):
            if value is not None:
                yield name, f"{value:g}"

    def key(self, variable: str) -> str:
        """The value of a key, "" where it is not set."""
        return self.keys.get(variable, "")


def check_address(address: str, what: str, hint: str) -> None:
    """SettingsError where nobody can be written to at this address.

    Crossref throttles everybody who gives one example address together, and blocks those who repeat an invalid one.
    """
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise SettingsError(f"{what} is not an e-mail address", hint=hint)
    if _RESERVED.search(match["domain"].lower()):
        raise SettingsError(f"{what} is an example: nobody can be written to there", hint=hint)


def from_environment(settings: Settings, environ: Mapping[str, str] | None = None) -> Settings:
    """`settings` with what the environment states where they say nothing: CITECHECK_MAILTO, the keys that sources
    name, and CITECHECK_…_URL for the address of a service."""
    environ = {name: value.strip() for name, value in (os.environ if environ is None else environ).items()}
    keys = {key.variable for source in plugins.every("sources") for key in source.keys}
    addresses = {match[1].lower(): value for name, value in environ.items() if (match := _URL.fullmatch(name))}
    return replace(
        settings,
        mailto=settings.mailto or environ.get("CITECHECK_MAILTO", ""),
        keys=_stated({key: environ.get(key, "") for key in keys}) | dict(settings.keys),
        addresses=_stated(addresses) | dict(settings.addresses),
    )


def _stated(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


_URL = re.compile(r"CITECHECK_([A-Z0-9_]+)_URL")
# What fits a header line or a form field whole.
_SENDABLE = re.compile(r"[!-~]*")
_ADDRESS = re.compile(r"[^\s@,;<>()\"]+@(?P<domain>[^\s@,;<>()\".]+(?:\.[^\s@,;<>()\".]+)+)")
# Domains that RFC 2606 and RFC 6761 set aside.
_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test|localhost|local)$")
