"""`manifest.json`: which layout a catalogue has, where its index is, and which files went into it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from citecheck.catalogue.schema import FORMAT
from citecheck.errors import SettingsError, because

_SEGMENT = frozenset({".del", ".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term"})
NAME, UNFINISHED = "manifest.json", "building.json"


class Damaged(SettingsError):
    """A catalogue that can't be used any more."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"the catalogue in {folder} is damaged: {why}", hint="build it again: citecheck catalogue build DIR FILE..."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """A file that went into the index: its name, SHA-256 and size, what it held and when it was applied (UTC)."""

    name: str
    sha256: str
    size: int
    kind: str = ""
    entries: int = 0
    deletions: int = 0
    remarks: int = 0
    flaws: int = 0
    applied: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The state of a catalogue. `index`: the folder of the index beside the manifest."""

    index: str
    files: tuple[Applied, ...] = ()

    def with_file(self, file: Applied) -> Self:
        return replace(self, files=(*self.files, file))

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(file.sha256 for file in self.files)


def read(folder: Path, name: str = NAME, *, older: bool = False) -> Manifest | None:
    """The manifest of this folder, None where there is none.

    SettingsError when its format is newer than ours, and when it is older, unless it is only to be replaced (`older`).
    """
    try:
        stored = json.loads((folder / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(
            f"can't read the catalogue in {folder}: {because(error)}", hint="check who may read it"
        ) from None
    except ValueError:
        raise Damaged(folder, f"{name} is not JSON") from None
    try:
        return _manifest(stored, folder, older=older)
    except (KeyError, TypeError, AttributeError):
        raise Damaged(folder, f"{name} is not a manifest") from None


def write(folder: Path, manifest: Manifest, name: str = NAME) -> None:
    """Put the manifest in its place at once and for good: a reader sees the old one or the new one.

    SettingsError where it can't be written.
    """
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)
    beside = folder / f"{name}.new"
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
    except OSError as error:
        raise SettingsError(
            f"can't write {folder / name}: {because(error)}",
            hint="make room or mend the disk, then give the same command again: it goes on where it stopped",
        ) from None


def checksum(folder: Path) -> str:
    """What tells this catalogue from every other one: its files that went in, and the segments of its index.

    Reads names, sizes and lists, not the index itself. SettingsError where there is no catalogue, or a damaged one.
    """
    state = read(folder)
    if state is None:
        raise SettingsError(f"no catalogue in {folder}", hint=f"build one: citecheck catalogue build {folder} FILE...")
    index = folder / state.index
    try:
        segments = [(path.name, path.stat().st_size) for path in index.iterdir() if path.suffix in _SEGMENT]
        meta = (index / "meta.json").read_bytes()
    except OSError as error:
        raise Damaged(folder, because(error)) from None
    held = [sorted(file.sha256 for file in state.files), sorted(segments), hashlib.sha256(meta).hexdigest()]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def _manifest(stored: Mapping[str, Any], folder: Path, *, older: bool) -> Manifest:
    if stored["format"] > FORMAT or (stored["format"] < FORMAT and not older):
        hint = "update citecheck, or " if stored["format"] > FORMAT else ""
        raise SettingsError(
            f"the catalogue in {folder} has format {stored['format']}, this version reads {FORMAT}",
            hint=f"{hint}build the catalogue again: citecheck catalogue build DIR FILE...",
        )
    return Manifest(index=str(stored["index"]), files=tuple(Applied(**one) for one in stored["files"]))
