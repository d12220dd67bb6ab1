"""One frozen value from flags and environment: what to ask, where to keep it, when to accept a match."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from citecheck.errors import SettingsError

CROSSREF_URL = "https://api.crossref.org"
PUBMED_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
IDCONV_URL = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles"
DOI_URL = "https://doi.org"
DATACITE_URL = "https://api.datacite.org"
SOURCES = ("crossref", "pubmed", "doi")


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

    `timeout`: seconds to wait for one answer; `budget`: seconds for all questions of a run, None for no limit.
    """

    sources: tuple[str, ...] = SOURCES
    cache: Path | str | None = Path("cache")
    catalogue: Path | str | None = None
    offline: bool = False
    refresh: bool = False
    mailto: str = field(default="", repr=False)
    ncbi_key: str = field(default="", repr=False)
    crossref_token: str = field(default="", repr=False)
    crossref_url: str = CROSSREF_URL
    pubmed_url: str = PUBMED_URL
    idconv_url: str = IDCONV_URL
    doi_url: str = DOI_URL
    datacite_url: str = DATACITE_URL
    timeout: float = 30.0
    budget: float | None = None
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
        if self.budget is not None and not self.budget > 0:
            raise SettingsError("the time for a run must be more than nothing", hint="--budget 600")
        for name in ("ncbi_key", "crossref_token"):
            if not _SENDABLE.fullmatch(getattr(self, name)):
                raise SettingsError(f"{_VARIABLES[name]} holds characters that no key has", hint="set it anew")


def from_environment(settings: Settings, environ: Mapping[str, str] | None = None) -> Settings:
    """`settings` with what the environment states where they are at their defaults."""
    environ = os.environ if environ is None else environ
    for name, variable in _VARIABLES.items():
        value = environ.get(variable, "").strip()
        if value and getattr(settings, name) == _DEFAULTS[name]:
            settings = replace(settings, **{name: value})  # type: ignore[arg-type]  # all are text
    return settings


_VARIABLES = {
    "mailto": "CITECHECK_MAILTO",
    "ncbi_key": "NCBI_API_KEY",
    "crossref_token": "CROSSREF_PLUS_TOKEN",
    "crossref_url": "CITECHECK_CROSSREF_URL",
    "pubmed_url": "CITECHECK_PUBMED_URL",
    "idconv_url": "CITECHECK_IDCONV_URL",
    "doi_url": "CITECHECK_DOI_URL",
    "datacite_url": "CITECHECK_DATACITE_URL",
}
_DEFAULTS = {one.name: one.default for one in fields(Settings) if one.name in _VARIABLES}
# What fits a header line or a form field whole.
_SENDABLE = re.compile(r"[!-~]*")
