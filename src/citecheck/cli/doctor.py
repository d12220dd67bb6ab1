"""The command line of the doctor: which sources answer, what is set, what the cache holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.version import __version__

if TYPE_CHECKING:
    from citecheck.gather.doctor import Cache, Service
    from citecheck.interfaces import SourceInfo
    from citecheck.settings import Settings

SILENT = 3  # as for verify: nothing is wrong with us, but a source can't be asked


def add_command(commands: Any) -> None:
    """Add `doctor` to these sub-commands of argparse."""
    doctor = commands.add_parser("doctor", help="ask each source one cheap question, and show what is set")
    doctor.add_argument("--source", action="append", metavar="NAME", help="ask this source (default: all remote ones)")
    doctor.add_argument("--cache", type=Path, default=Path("cache"), metavar="DIR", help="where answers are kept")
    doctor.add_argument("--mailto", metavar="ADDR", help="your address, for the registries (or CITECHECK_MAILTO)")
    doctor.add_argument(
        "--live-check", action="store_true", help="ask about twenty questions and print which answers surprise us"
    )
    doctor.add_argument("--debug", action="store_true", help="show the traceback of an error")
    doctor.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from citecheck.engines import local
    from citecheck.gather import doctor
    from citecheck.settings import Settings, from_environment

    named = tuple(arguments.source or ())
    settings = from_environment(Settings(sources=named, cache=arguments.cache, mailto=arguments.mailto or ""))
    sources = local.chosen(settings)
    if arguments.live_check:
        return _live_check(sources, settings)
    silent = False
    print(f"{'service':<21} {'answers':<28} {'pool':<14} limits it states")
    for service in doctor.services(sources, settings):
        silent = silent or bool(service.outage)
        print(_line(service), flush=True)
    print()
    for line in (*_set(sources, settings), _kept(doctor.cache(arguments.cache))):
        print(line)
    return SILENT if silent else 0


def _live_check(sources: Sequence[SourceInfo], settings: Settings) -> int:
    """What the services say to questions that only they can settle, as text for an issue."""
    from citecheck.gather import live_check
    from citecheck.interfaces import Run
    from citecheck.sources.net.client import open_client

    run = Run(settings=settings)
    silent = differing = 0
    for one in live_check.checked(sources, run, partial(open_client, run=run)):
        silent, differing = silent + bool(one.outage), differing + one.differs
        said = f"no answer: {one.outage}" if one.outage else one.found
        mark = "?" if one.outage else "!" if one.differs else " "
        expected = f" (expected: {one.expected})" if mark != " " else ""
        print(f"{mark} {one.service:<21} {one.about:<46} {said}{expected}", flush=True)
    print(f"\ncitecheck {__version__}: {differing} answers differ from what we expect, {silent} are missing")
    return SILENT if silent else 1 if differing else 0


def _line(service: Service) -> str:
    answers = f"no: {service.outage}" if service.outage else f"yes, in {service.milliseconds:.0f} ms"
    return f"{service.name:<21} {answers:<28} {service.pool or '-':<14} {service.limits or '-'}"


def _set(sources: Iterable[SourceInfo], settings: Settings) -> Iterator[str]:
    """What is set and what is not; never the value."""
    slow = "the slow pools; set CITECHECK_MAILTO or --mailto"
    yield f"{'contact address':<21} {'set' if settings.mailto else f'not set ({slow})'}"
    for key in dict.fromkeys(key for source in sources for key in source.keys):
        without = f"not set ({key.without}; set {key.variable})"
        yield f"{key.title:<21} {'set' if settings.key(key.variable) else without}"


def _kept(cache: Cache) -> str:
    if not cache.files:
        return f"{'cache':<21} {cache.folder}: empty"
    days = f", answers of {cache.oldest} to {cache.newest}" if cache.oldest else ""
    return f"{'cache':<21} {cache.folder}: {cache.files:,} files, {cache.size / 1000:,.0f} kB{days}"
