"""The command line of the local catalogue: build, add, merge, info, lookup, search."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.errors import SettingsError

if TYPE_CHECKING:
    from citecheck.model import Item, Work


def add_commands(commands: Any) -> None:
    """Add `catalogue` and what it can do to these sub-commands of argparse."""
    catalogue = commands.add_parser("catalogue", help="build and ask a local catalogue of works")
    actions = catalogue.add_subparsers(required=True, metavar="ACTION", help="build, add, merge, info, lookup, search")
    build = _action(actions, "build", "make the catalogue anew of files of records", run=_build)
    add = _action(actions, "add", "add files of records to the catalogue, or newer ones", run=_build)
    build.set_defaults(fresh=True)
    add.set_defaults(fresh=False)
    for parser in (build, add):
        parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="PubMed XML, Crossref data, CSL-JSON")
        parser.add_argument(
            "--notices", type=Path, action="append", default=[], metavar="FILE", help="the Retraction Watch table (CSV)"
        )
        parser.add_argument("--strict", action="store_true", help="stop at the first record that can't be read")
        parser.add_argument(
            "--workers", type=int, metavar="N", help="read in N processes (default: as many as there are cores)"
        )
    merge = _action(actions, "merge", "make one catalogue of several", run=_merge)
    merge.add_argument("parts", type=Path, nargs="+", metavar="CATALOGUE", help="folders, the one that wins last")
    _action(actions, "info", "what the catalogue holds and which files it was made of", run=_info)
    lookup = _action(actions, "lookup", "the works with this identifier", run=_lookup)
    lookup.add_argument("identifier", metavar="DOI|PMID|PMCID", help="10.1000/182, 12345678 or PMC1234567")
    search = _action(actions, "search", "the works that fit a text best", run=_search)
    search.add_argument("text", metavar="TEXT", help="words of a reference, in any order")
    search.add_argument("--limit", type=int, default=10, metavar="N", help="so many at most (default: 10)")


def _action(actions: Any, name: str, help: str, *, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=help)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the catalogue")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    parser.set_defaults(run=run)
    return parser


def _build(arguments: argparse.Namespace) -> int:
    if not arguments.files and not arguments.notices:
        raise SettingsError("no file to read", hint="name files of records, or --notices FILE")
    if arguments.workers is not None and arguments.workers < 1:
        raise SettingsError("there must be at least one worker", hint="--workers 2")
    from citecheck.catalogue.build import build
    from citecheck.catalogue.progress import Lines

    summary = build(
        arguments.folder,
        arguments.files,
        fresh=arguments.fresh,
        strict=arguments.strict,
        notices=arguments.notices,
        workers=arguments.workers or 0,
        progress=Lines(sys.stderr, live=sys.stderr.isatty()),
    )
    counts = ((summary.count("entries"), "records"), (summary.count("deletions"), "deletions"),
              (summary.count("remarks"), "remarks"), (summary.count("flaws"), "unreadable"))  # fmt: skip
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing new"
    print(f"{arguments.folder}: {len(summary.applied)} files applied, {summary.skipped} skipped; {told}")
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    from citecheck.catalogue.index import Catalogue
    from citecheck.catalogue.merge import merge

    merge(arguments.folder, arguments.parts, lambda line: print(line, file=sys.stderr))
    info = Catalogue.open(arguments.folder).info()
    held = f"{info.records:,} records, {info.remarks:,} remarks"
    print(f"{arguments.folder}: {len(arguments.parts)} catalogues merged, {held}")
    return 0


def _info(arguments: argparse.Namespace) -> int:
    from citecheck.catalogue.index import Catalogue
    from citecheck.catalogue.manifest import checksum

    info = Catalogue.open(arguments.folder).info()
    print(f"records   {info.records:,}")
    for source, count in info.sources:
        print(f"  {source:<12}{count:>12,}")
    print(f"remarks   {info.remarks:,}")
    print(f"updated   {info.updated}")
    print(f"checksum  {checksum(arguments.folder)}")
    per_record = f" ({info.size / info.records:,.0f} bytes a record)" if info.records else ""
    print(f"size      {info.size:,} bytes{per_record}")
    print(f"files     {len(info.files)}")
    for file in info.files:
        print(f"  {file.sha256}  {file.applied}  {file.name}")
    return 0


def _lookup(arguments: argparse.Namespace) -> int:
    from citecheck.catalogue.index import Catalogue

    kind, value = _identifier(arguments.identifier)
    works = Catalogue.open(arguments.folder).lookup(kind, value)
    if not works:
        print(f"citecheck: no work with the {kind.upper()} {value} in {arguments.folder}", file=sys.stderr)
    for work in works:
        _print(work)
    return 0 if works else 1


def _search(arguments: argparse.Namespace) -> int:
    if arguments.limit < 1:
        raise SettingsError("a search for no works finds none", hint="--limit 10")
    from citecheck.catalogue.index import Catalogue

    hits = Catalogue.open(arguments.folder).search(arguments.text, arguments.limit)
    if not hits:
        print(f"citecheck: nothing in {arguments.folder} has one of these words", file=sys.stderr)
    for place, hit in enumerate(hits, start=1):
        print(f"{place}. score {hit.score:.1f}, matched: {', '.join(hit.matched)}")
        _print(hit.work)
    return 0 if hits else 1


def _identifier(text: str) -> tuple[str, str]:
    from citecheck import normalize

    for kind, read in (("doi", normalize.doi), ("pmid", normalize.pmid), ("pmcid", normalize.pmcid)):
        if value := read(text):
            return kind, value
    raise SettingsError(f"{text!r} is no DOI, PMID or PMCID", hint="for example 10.1000/182, 12345678 or PMC1234567")


def _print(work: Work) -> None:
    item = work.item
    names = (("DOI", item.doi), ("PMID", item.pmid), ("PMCID", item.pmcid))
    print(f"   {_told(item)}")
    print(f"   {work.source}: {', '.join(f'{name} {value}' for name, value in names if value) or 'no identifier'}")
    for notice in work.notices:
        date = "-".join(f"{part:02}" for part in notice.date)
        where = notice.doi or (f"PMID {notice.pmid}" if notice.pmid else "")
        said_by = f"({', '.join(notice.asserted_by)})"
        print(f"   {' '.join(filter(None, (notice.kind, date, where, said_by)))}")
    print()


def _told(item: Item) -> str:
    """The item in one line, in the terse form of medical journals."""
    people = ", ".join(str(name) for name in item.author[:3]) + (", et al" if len(item.author) > 3 else "")
    journal = item.container_title_short or item.container_title
    issue = f"({item.issue})" if item.issue else ""
    imprint = f"{item.year};{item.volume}{issue}:{item.locator}".strip(";:")
    return ". ".join(part.rstrip(".") for part in (people, item.title, journal, imprint) if part)
