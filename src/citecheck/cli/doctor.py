"""The command line of the doctor: which sources answer, what is set, what the cache holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citecheck.gather.doctor import Cache, Service
    from citecheck.settings import Settings

SILENT = 3  # as for verify: nothing is wrong with us, but a source can't be asked


def add_command(commands: Any) -> None:
    """Add `doctor` to these sub-commands of argparse."""
    doctor = commands.add_parser("doctor", help="ask each source one cheap question, and show what is set")
    doctor.add_argument("--source", action="append", metavar="NAME", help="ask this source (default: all remote ones)")
    doctor.add_argument("--cache", type=Path, default=Path("cache"), metavar="DIR", help="where answers are kept")
    doctor.add_argument("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    doctor.add_argument("--debug", action="store_true", help="show the traceback of an error")
    doctor.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from citecheck import plugins
    from citecheck.gather import doctor
    from citecheck.settings import SOURCES, Settings, from_environment

    names = tuple(arguments.source or SOURCES)
    settings = from_environment(Settings(sources=names, cache=arguments.cache, mailto=arguments.mailto or ""))
    for name in names:
        plugins.load("sources", name)
    silent = False
    print(f"{'service':<21} {'answers':<28} {'pool':<14} limits it states")
    for service in doctor.services(settings):
        silent = silent or bool(service.silence)
        print(_told(service), flush=True)
    print()
    for line in (*_set(settings), _kept(doctor.cache(arguments.cache))):
        print(line)
    return SILENT if silent else 0


def _told(service: Service) -> str:
    answers = f"no: {service.silence}" if service.silence else f"yes, in {service.milliseconds:.0f} ms"
    return f"{service.name:<21} {answers:<28} {service.pool or '-':<14} {service.limits or '-'}"


def _set(settings: Settings) -> Iterator[str]:
    """What is set and what is not; never the value."""
    for name, value, hint in (
        ("contact address", settings.mailto, "the slow pool; set CITECHECK_MAILTO or --mailto"),
        ("PubMed key", settings.ncbi_key, "3 requests a second instead of 10; set NCBI_API_KEY"),
        ("Crossref Plus token", settings.crossref_token, "only for subscribers: CROSSREF_PLUS_TOKEN"),
    ):
        yield f"{name:<21} {'set' if value else f'not set ({hint})'}"


def _kept(cache: Cache) -> str:
    if not cache.files:
        return f"{'cache':<21} {cache.folder}: empty"
    days = f", answers of {cache.oldest} to {cache.newest}" if cache.oldest else ""
    return f"{'cache':<21} {cache.folder}: {cache.files:,} files, {cache.size / 1000:,.0f} kB{days}"
