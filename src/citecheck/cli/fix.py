"""The command `fix`: shows, or makes, the smallest change that mends the references of files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.cli import arguments, outputs, streams
from citecheck.cli.outputs import STDOUT
from citecheck.errors import InputError, SettingsError, among, because

if TYPE_CHECKING:
    from citecheck.fix.files import Editable, Mended
    from citecheck.model import Candidate, Verdict


def add_command(commands: Any) -> None:
    """Add `fix` to these sub-commands of argparse."""
    parser = commands.add_parser("fix", help="mend references in their files; prints the changes, --write makes them")
    arguments.add_input(parser)
    arguments.add_asking(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="change the files; each keeps a copy beside it, with .bak")
    how.add_argument("--check", action="store_true", help="exit 1 when a file would change")
    only = "mend only these, with commas: doi, pmid, pmcid, title, journal, year, volume, issue, pages"
    parser.add_argument("--fields", default="", metavar="LIST", help=only)
    newer = "replace a preprint by its published version, where the registries know one"
    parser.add_argument("--preprints", action="store_true", help=newer)
    parser.set_defaults(run=fix)


def fix(parsed: argparse.Namespace) -> int:
    """0; 1 with --check where a file would change."""
    from citecheck.fix import files

    fields = _fields(parsed.fields)
    opened = [files.opened(_bytes(name), name, parsed.format_read) for name in parsed.input]
    verdicts = _verdicts(parsed, opened)
    newer = _published(parsed, opened, verdicts) if parsed.preprints else {}
    changed = 0
    for file in opened:
        after = _mended(file, verdicts, fields, newer)
        _tell(after)
        if after.made:
            changed += 1
            streams.write(line.encode("utf-8", "replace") for line in files.diff(file, after))
            if parsed.write:
                _write(file, after)
    if not changed:
        print("citecheck: nothing to mend", file=sys.stderr)
    elif not parsed.write:
        print("citecheck: nothing is changed yet\n  hint: --write makes the changes", file=sys.stderr)
    return 1 if changed and parsed.check else 0


def _fields(text: str) -> Sequence[str]:
    from citecheck.fix.changes import FIELDS

    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in FIELDS:
            raise SettingsError(f"no field named {word!r} can be mended", hint=among(word, FIELDS))
    return words or FIELDS


def _bytes(name: str) -> bytes:
    if name == STDOUT:
        raise SettingsError("stdin can't be mended in place", hint="name a file")
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"can't read {name}: {because(error)}", hint="name a file with a reference list") from None


def _verdicts(parsed: argparse.Namespace, opened: Iterable[Editable]) -> dict[int, Verdict]:
    """The verdict of each reference, by the identity of the reference; all files are asked about at once."""
    from citecheck import api
    from citecheck.cli.lists import settings_of

    references = [reference for file in opened for reference in file.references]
    report = api.verify(references, settings_of(parsed))
    return {id(reference): verdict for reference, verdict in zip(references, report.verdicts, strict=True)}


def _published(
    parsed: argparse.Namespace, opened: Iterable[Editable], verdicts: dict[int, Verdict]
) -> dict[int, Candidate]:
    """The published version of each reference to a preprint that has one."""
    from citecheck import api
    from citecheck.cli.lists import settings_of
    from citecheck.fix.changes import published_as
    from citecheck.model import Item, Reference

    references = [reference for file in opened for reference in file.references]
    found = [(one, doi) for one in references if (doi := published_as(verdicts[id(one)]))]
    asked = [Reference(key=str(number), item=Item(doi=doi)) for number, (_, doi) in enumerate(found)]
    report = api.verify(asked, settings_of(parsed))
    pairs = zip(found, report.verdicts, strict=True)
    return {id(one): verdict.match for (one, _), verdict in pairs if verdict.match}


def _mended(file: Editable, verdicts: dict[int, Verdict], fields: Sequence[str], newer: dict[int, Candidate]) -> Mended:
    from citecheck.fix import changes, files

    wanted = []
    for reference in file.references:
        published = newer.get(id(reference))
        if published and reference.item:
            found = tuple(changes.replaced(reference.item, published))
        else:
            found = tuple(changes.changes(verdicts[id(reference)], fields))
        if found:
            wanted.append((reference, found))
    return files.mended(file, wanted)


def _tell(after: Mended) -> None:
    """Each change with its place and its source, on stderr; then what could not be done, and why."""
    for reference, change in after.made:
        print(outputs.shown(f"citecheck: {reference.location}: {reference.key}: {change}"), file=sys.stderr)
    for reference, change, why in after.left:
        place = f"{reference.location}: {reference.key}"
        print(outputs.shown(f"citecheck: {place}: {change.field} stays as it is: {why}"), file=sys.stderr)


def _write(file: Editable, after: Mended) -> None:
    path = Path(file.name)
    outputs.write(str(_free(path)), [path.read_bytes()])
    outputs.write(file.name, [after.data])


def _free(path: Path) -> Path:
    """A name for the copy that no file has."""
    copy, number = path.with_name(f"{path.name}.bak"), 1
    while copy.exists():
        copy, number = path.with_name(f"{path.name}.bak{number}"), number + 1
    return copy
