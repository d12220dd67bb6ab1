"""Catalogues built apart, on several machines or of several registries, as one: their files side by side.

An index is a list of segments that never change; those of the parts are linked into one folder and listed together,
and where they are many, the index joins them.
Where two parts describe a work under one key, the later part's description stays, as it would had its files been
added to the earlier part.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tantivy import Index

from citecheck.catalogue import manifest
from citecheck.catalogue.index import Catalogue
from citecheck.catalogue.keys import shared
from citecheck.catalogue.lock import only_writer
from citecheck.catalogue.manifest import Damaged, Manifest
from citecheck.catalogue.writer import writing
from citecheck.errors import SettingsError, because

_META, _MANAGED = "meta.json", ".managed.json"


def merge(folder: Path, parts: Sequence[Path], told: Callable[[str], None] = lambda line: None) -> Manifest:
    """The catalogue in `folder`, made of the `parts` in their order; `told` hears of each.

    SettingsError where a part can't be used, or later parts delete records that earlier ones may have.
    """
    states = [Catalogue.check(part) for part in parts]
    _refuse(folder, parts, states)
    name = states[0].index
    with only_writer(_made(folder)):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
        for part, state in zip(parts, states, strict=True):
            replaced = _take_in(folder / name, part, part / state.index)
            told(
                f"{part}: {sum(file.entries for file in state.files):,} records, {replaced:,} in place of earlier ones"
            )
        _join(folder / name)
        files = {file.sha256: file for state in states for file in state.files}
        merged = Manifest(index=name, files=tuple(files.values()))
        manifest.write(folder, merged)
    return merged


def _refuse(folder: Path, parts: Sequence[Path], states: Sequence[Manifest]) -> None:
    if len({part.resolve() for part in parts}) < len(parts):
        raise SettingsError("the same catalogue is named twice", hint="name each once")
    if manifest.read(folder, older=True) is not None:
        raise SettingsError(f"there is a catalogue in {folder}", hint="name a new folder")
    for part, state in zip(parts[1:], states[1:], strict=True):
        if any(file.deletions for file in state.files):
            raise SettingsError(
                f"{part} holds update files that delete records, which earlier parts may have",
                hint="name it first, or add its update files to the merged catalogue: citecheck catalogue add",
            )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"can't use the folder {folder}: {because(error)}", hint="name another one") from None
    return folder


def _join(index: Path) -> None:
    """Make one segment of many that are alike: each of them is asked every question."""
    with writing(index) as writer:
        writer.commit()


def _take_in(whole: Path, part: Path, index: Path) -> int:
    """Add the segments of a part's index to those that are there; how many descriptions it replaces."""
    try:
        replaced = _remove_known(whole, index) if (whole / _META).exists() else 0
        _link(index, whole)
        _list_together(whole, index)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(part, str(error)[:200]) from None
    return replaced


def _remove_known(whole: Path, index: Path) -> int:
    """Remove the descriptions whose keys the index has, too."""
    earlier, later = Index.open(str(whole)), Index.open(str(index))
    removed = 0
    with writing(whole) as writer:
        for key in shared(earlier, later):
            writer.remove(key)
            removed += 1
        if removed:
            writer.commit()
    return removed


def _link(index: Path, whole: Path) -> None:
    """The segments of an index into another folder, without copying where the disk is the same one."""
    for path in index.iterdir():
        if path.name not in (_META, _MANAGED) and not path.name.endswith(".lock"):
            try:
                os.link(path, whole / path.name)
            except FileExistsError:
                raise ValueError("a segment of it is in another part, too") from None
            except OSError:
                shutil.copyfile(path, whole / path.name)


def _list_together(whole: Path, index: Path) -> None:
    added = _read(index / _META)
    if (whole / _META).exists():
        known = _read(whole / _META)
        if known["schema"] != added["schema"]:
            raise ValueError("its fields are others")
        added["segments"] = known["segments"] + added["segments"]
        added["opstamp"] = max(known["opstamp"], added["opstamp"])
    managed = [path.name for path in whole.iterdir() if path.suffix != ".lock" and path.name != _MANAGED]
    (whole / _MANAGED).write_text(json.dumps(sorted({*managed, _META})), encoding="utf-8")
    (whole / _META).write_text(json.dumps(added, indent=2), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
