"""Files into a catalogue, one commit a file: what is there stays whole and usable whatever happens meanwhile.

A folder holds `manifest.json` and the index that it names. A file goes into the index in one commit and then
into the manifest; a build that is killed between the two applies that file again, which changes nothing: every
description is removed by its key before it is added. A new build writes an index of its own beside the old
one, noted in `building.json`, and takes its place at the end.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from citecheck.catalogue import files, manifest, remarks
from citecheck.catalogue.entries import Deletion, Flaw, Remark
from citecheck.catalogue.files import Packed
from citecheck.catalogue.kinds import NOTICES
from citecheck.catalogue.lock import NAME as LOCK
from citecheck.catalogue.lock import only_writer
from citecheck.catalogue.manifest import NAME, UNFINISHED, Applied, Manifest
from citecheck.catalogue.progress import Progress, Silent
from citecheck.catalogue.writer import Writer, writing
from citecheck.errors import InputError, SettingsError, because

_TOLD_EVERY = 1000  # records


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What a build or an update did: files applied now, files that were in already, what they held."""

    applied: tuple[Applied, ...]
    skipped: int

    def count(self, what: str) -> int:
        """The sum over the files applied now of `entries`, `deletions`, `remarks` or `flaws`."""
        return sum(getattr(file, what) for file in self.applied)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    facts: Applied


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """What stays the same for all files of one build; `name`: the manifest that notes what is done."""

    folder: Path
    name: str
    strict: bool
    progress: Progress
    workers: files.Workers
    now: Callable[[], datetime]


def build(
    folder: Path,
    paths: Sequence[Path],
    *,
    fresh: bool,
    strict: bool = False,
    notices: Sequence[Path] = (),
    workers: int = 1,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Summary:
    """Build the catalogue in `folder` anew (`fresh`) or add to it; PubMed's files in their order, the notices last.

    Raises InputError for a file that can't be read, with `strict` also for the first record that can't,
    and SettingsError for a folder that can't be used.
    """
    wanted = _wanted(paths, notices)
    _prepare(folder)
    with only_writer(folder), files.Workers(workers) as pool:
        name = UNFINISHED if fresh else NAME
        run = _Run(folder=folder, name=name, strict=strict, progress=progress or Silent(), workers=pool, now=now)
        state = _begun(folder, wanted) if fresh else _existing(folder)
        state, summary = _apply_all(run, state, wanted)
        if fresh:
            _put_in_place(folder, state)
        return summary


def _wanted(paths: Sequence[Path], notices: Sequence[Path]) -> list[_File]:
    """The files to apply, in order, none twice."""
    kinds = {path: files.recognise(path) for path in (*files.in_order(paths), *notices)}
    for path in notices:
        if kinds[path] != NOTICES:
            raise InputError(f"{path} is not the Retraction Watch table", hint="give it without --notices")
    found: dict[str, _File] = {}
    for path, kind in kinds.items():
        digest = files.fingerprint(path)
        size = path.stat().st_size
        found.setdefault(digest, _File(path, Applied(name=path.name, sha256=digest, size=size, kind=kind)))
    return list(found.values())


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise SettingsError(
            f"can't use the folder {folder}: {because(error)}", hint="name a folder of its own"
        ) from None
    if others and not {NAME, UNFINISHED, LOCK} & set(others):
        raise SettingsError(f"{folder} holds other files", hint="name a new folder, or an empty one")


def _existing(folder: Path) -> Manifest:
    state = manifest.read(folder)
    if state is None:
        raise SettingsError(f"no catalogue in {folder} to add to", hint="citecheck catalogue build DIR FILE...")
    return state


def _begun(folder: Path, wanted: Sequence[_File]) -> Manifest:
    """The unfinished build of these files, else a new one; what other unfinished builds left is removed."""
    live, unfinished = manifest.read(folder, older=True), _unfinished(folder)
    if unfinished and not (live and live.index == unfinished.index):
        digests = [file.sha256 for file in unfinished.files]
        if digests == [file.facts.sha256 for file in wanted[: len(digests)]]:
            return unfinished
    (folder / UNFINISHED).unlink(missing_ok=True)
    _remove_all_but(folder, live)
    taken = int(live.index.rpartition("-")[2]) if live else 0
    state = Manifest(index=f"index-{taken + 1}")
    manifest.write(folder, state, UNFINISHED)
    return state


def _unfinished(folder: Path) -> Manifest | None:
    """The build that was begun here, unless it was in an older format."""
    if manifest.read(folder, UNFINISHED, older=True) is None:
        return None
    with suppress(SettingsError):
        return manifest.read(folder, UNFINISHED)
    return None


def _put_in_place(folder: Path, state: Manifest) -> None:
    manifest.write(folder, state)
    (folder / UNFINISHED).unlink(missing_ok=True)
    _remove_all_but(folder, state)


def _remove_all_but(folder: Path, live: Manifest | None) -> None:
    for path in folder.glob("index-*"):
        if path.is_dir() and not (live and path.name == live.index):
            shutil.rmtree(path, ignore_errors=True)


def _apply_all(run: _Run, state: Manifest, wanted: Sequence[_File]) -> tuple[Manifest, Summary]:
    run.progress.plan({file.facts.name: file.facts.size for file in wanted})
    applied: list[Applied] = []
    with writing(run.folder / state.index) as writer:
        for file in wanted:
            if file.facts.sha256 in state.digests:
                run.progress.done(file.facts, skipped=True)
                continue
            done = _apply(run, writer, file)
            state = state.with_file(done)
            manifest.write(run.folder, state, run.name)
            applied.append(done)
            run.progress.done(done, skipped=False)
    return state, Summary(applied=tuple(applied), skipped=len(wanted) - len(applied))


def _apply(run: _Run, writer: Writer, file: _File) -> Applied:
    """One file into the index, in one commit; with `strict` its first flaw leaves the index as it was."""
    counts = Counter[str]()
    versions: dict[str, int] = {}  # of the few works that a file describes more than once
    for found in files.read_packed(file.path, workers=run.workers):
        match found:
            case Packed():
                if found.version >= versions.get(found.key, 0):
                    if found.version > 1:
                        versions[found.key] = found.version
                    writer.put(found.row)
                counts["entries"] += 1
            case Deletion():
                writer.remove(found.key)
                counts["deletions"] += 1
            case Remark():
                writer.put(remarks.row(found))
                counts["remarks"] += 1
            case Flaw():
                _tell(run, found)
                counts["flaws"] += 1
        if counts.total() % _TOLD_EVERY == 0:
            run.progress.reading(file.facts.name, counts.total())
    writer.commit()
    applied = run.now().isoformat(timespec="seconds")
    return replace(
        file.facts,
        entries=counts["entries"],
        deletions=counts["deletions"],
        remarks=counts["remarks"],
        flaws=counts["flaws"],
        applied=applied,
    )


def _tell(run: _Run, flaw: Flaw) -> None:
    if run.strict:
        raise InputError(f"{flaw.file}, {flaw.position}: {flaw.message}", hint="mend the file, or drop --strict")
    run.progress.flaw(flaw)
