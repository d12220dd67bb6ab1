"""One frozen value from flags and environment: what to ask, where to keep it, when to accept a match."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from citecheck.errors import SettingsError

CROSSREF_URL = "https://api.crossref.org"
PUBMED_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """When a candidate is accepted.

    `threshold`: the least probability. `lead`: how many bits of evidence (factors of two in the odds)
    the best candidate must have over the next work. Both err on the side of "undecided".
    """

    threshold: float = 0.9
    lead: float = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything a run depends on. Secrets and the address are kept out of `repr`."""

    sources: tuple[str, ...] = ("crossref", "pubmed")
    cache: Path | str | None = Path("cache")
    catalogue: Path | str | None = None
    offline: bool = False
    refresh: bool = False
    mailto: str = field(default="", repr=False)
    ncbi_key: str = field(default="", repr=False)
    crossref_url: str = CROSSREF_URL
    pubmed_url: str = PUBMED_URL
    timeout: float = 30.0
    workers: int = 1
    policy: Policy = Policy()

    def __post_init__(self) -> None:
        if self.offline and self.refresh:
            raise SettingsError("offline and refresh exclude each other", hint="drop one of the two")
        if self.workers < 1:
            raise SettingsError("there must be at least one worker", hint="--workers 2")
        if not self.sources:
            raise SettingsError("no source to ask", hint="name one: --source crossref")
        if self.mailto and ("@" not in self.mailto or any(char.isspace() for char in self.mailto)):
            raise SettingsError("the contact address is not an e-mail address", hint="--mailto name@example.org")


def from_environment(settings: Settings, environ: Mapping[str, str] | None = None) -> Settings:
    """`settings` with what the environment states where they are at their defaults."""
    environ = os.environ if environ is None else environ
    for name, variable in _VARIABLES.items():
        value = environ.get(variable, "").strip()
        if value and getattr(settings, name) == _DEFAULTS[name]:
            settings = replace(settings, **{name: value})  # type: ignore[arg-type]  # all four are text
    return settings


_VARIABLES = {
    "mailto": "CITECHECK_MAILTO",
    "ncbi_key": "NCBI_API_KEY",
    "crossref_url": "CITECHECK_CROSSREF_URL",
    "pubmed_url": "CITECHECK_PUBMED_URL",
}
_DEFAULTS = {"mailto": "", "ncbi_key": "", "crossref_url": CROSSREF_URL, "pubmed_url": PUBMED_URL}
