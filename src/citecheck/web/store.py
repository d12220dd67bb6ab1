"""Lists, what was said of them and what people decided, in one SQLite file: whatever is written survives a kill.

A list is a job until all its references have a verdict. Its id is its address, which nobody can guess.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from citecheck.engines import packed
from citecheck.errors import SettingsError
from citecheck.model import Citation, Reference, Verdict

DRAFT, QUEUED, RUNNING, DONE, STOPPED, FAILED = STATES = (
    "draft", "queued", "running", "done", "stopped", "failed",
)  # fmt: skip
OPEN = (QUEUED, RUNNING)
_SCHEMA = """
create table if not exists lists (
    id text primary key, client text not null, state text not null, name text not null, options text not null,
    size integer not null, done integer not null default 0, error text not null default '',
    answers text not null default '[]', citations blob, notes text not null default '',
    created real not null, expires real not null, finished real, turn real not null default 0,
    idempotency text, unique (client, idempotency)
);
create table if not exists parts (
    list text not null references lists(id) on delete cascade, place integer not null,
    reference blob not null, verdict blob, decision text not null default '', seen integer not null default 0,
    primary key (list, place)
) without rowid;
create index if not exists lists_by_state on lists (state, turn);
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A list and how far it is. `options`: what whoever sent it wished; `error`: why it failed; `answers`: of `Run`."""

    id: str
    state: str
    name: str
    size: int
    done: int
    error: str
    created: float
    expires: float
    options: Mapping[str, Any] = field(default_factory=dict)
    answers: frozenset[tuple[str, str, str]] = frozenset()
    citations: tuple[Citation, ...] = ()
    notes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One reference of a list, its verdict so far, and what somebody decided about it (see `decisions.Decision`)."""

    place: int
    reference: Reference
    verdict: Verdict | None
    decision: Mapping[str, str]
    seen: bool


class Store:
    """The file. One connection a thread; every change is one transaction."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._changing() as database:
                database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(f"can't keep lists in {path}: {error}", hint="name a folder: --data DIR") from None
        path.chmod(0o600)

    @property
    def _database(self) -> sqlite3.Connection:
        if not hasattr(self._local, "database"):
            database = sqlite3.connect(self._path, timeout=30, isolation_level=None)
            database.row_factory = sqlite3.Row
            database.execute("pragma journal_mode = wal")
            database.execute("pragma foreign_keys = on")
            self._local.database = database
        connection: sqlite3.Connection = self._local.database
        return connection

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        database = self._database
        database.execute("begin immediate")
        try:
            yield database
        except BaseException:
            if database.in_transaction:
                database.execute("rollback")
            raise
        if database.in_transaction:
            database.execute("commit")

    def add(
        self, references: Sequence[Reference], *, client: str, name: str, options: Mapping[str, Any], life: float,
        idempotency: str = "", state: str = QUEUED, citations: Sequence[Citation] = (), notes: Sequence[str] = (),
    ) -> tuple[str, bool]:  # fmt: skip
        """The id of a new list, and True; of the one that the same client sent with the same key before, and False."""
        with self._changing() as database:
            if idempotency:
                asked = "select id from lists where client = ? and idempotency = ?"
                if before := database.execute(asked, (client, idempotency)).fetchone():
                    return before["id"], False
            id, now = secrets.token_urlsafe(18), self._now()
            database.execute(
                "insert into lists (id, client, state, name, options, size, created, expires, turn, idempotency,"
                " citations, notes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (id, client, state, name, json.dumps(dict(options)), len(references), now, now + life, now,
                 idempotency or None, msgspec.msgpack.encode(list(citations)), "\n".join(notes)),
            )  # fmt: skip
            rows = ((id, place, packed.pack([reference])) for place, reference in enumerate(references))
            database.executemany("insert into parts (list, place, reference) values (?, ?, ?)", rows)
        return id, True

    def listed(self, id: str) -> Listed | None:
        """The list at this address, unless it is not there or has expired."""
        asked = "select * from lists where id = ? and expires > ?"
        row = self._database.execute(asked, (id, self._now())).fetchone()
        return _listed(row) if row else None

    def parts(self, id: str, *, first: int = 0, number: int = -1) -> list[Part]:
        """The references of a list with what is known of each, in order."""
        asked = "select * from parts where list = ? and place >= ? order by place limit ?"
        return [_part(row) for row in self._database.execute(asked, (id, first, number))]

    def part(self, id: str, place: int) -> Part | None:
        found = self.parts(id, first=place, number=1)
        return found[0] if found and found[0].place == place else None

    def next_turn(self, size: int, busy: Sequence[str] = ()) -> tuple[Listed, list[Part]] | None:
        """The list that has waited longest for a turn, and its next references; a long one waits behind a short one."""
        marks = ", ".join("?" * len(busy))
        asked = f"select * from lists where state in (?, ?) and id not in ({marks}) order by turn, created limit 1"
        with self._changing() as database:
            row = database.execute(asked, (*OPEN, *busy)).fetchone()
            if row is None:
                return None
            database.execute("update lists set state = ?, turn = ? where id = ?", (RUNNING, self._now(), row["id"]))
            waiting = "select * from parts where list = ? and verdict is null order by place limit ?"
            return _listed(row), [_part(one) for one in database.execute(waiting, (row["id"], size))]

    def judged(self, id: str, verdicts: Sequence[tuple[int, Verdict]]) -> None:
        """Keep verdicts, each at its place."""
        with self._changing() as database:
            rows = [(packed.pack(verdict), id, place) for place, verdict in verdicts]
            database.executemany("update parts set verdict = ? where list = ? and place = ?", rows)
            counted = "select count(*) from parts where list = ? and verdict is not null"
            database.execute(f"update lists set done = ({counted}) where id = ?", (id, id))

    def heard(self, id: str, answers: Iterable[tuple[str, str, str]]) -> None:
        """Keep who has answered, and when."""
        with self._changing() as database:
            database.execute("update lists set answers = ? where id = ?", (json.dumps(sorted(answers)), id))

    def begin(self, id: str) -> bool:
        """A draft is to be checked now."""
        with self._changing() as database:
            begun = "update lists set state = ?, turn = ? where id = ? and state = ?"
            return database.execute(begun, (QUEUED, self._now(), id, DRAFT)).rowcount > 0

    def mended(self, id: str, place: int, reference: Reference) -> None:
        """A reference of a draft is written otherwise."""
        with self._changing() as database:
            kept = (packed.pack([reference]), id, place)
            database.execute("update parts set reference = ? where list = ? and place = ?", kept)

    def ended(self, id: str, state: str, error: str = "") -> bool:
        """The list has come to this end; False where it had ended before."""
        with self._changing() as database:
            ended = "update lists set state = ?, error = ?, finished = ? where id = ? and state in (?, ?)"
            return database.execute(ended, (state, error, self._now(), id, *OPEN)).rowcount > 0

    def replaced(self, id: str, place: int, verdict: Verdict, *, decision: Mapping[str, str] | None = None) -> None:
        """The reference at this place is another one, or is judged otherwise, by somebody's decision."""
        with self._changing() as database:
            kept = (packed.pack([verdict.reference]), packed.pack(verdict), json.dumps(dict(decision or {})), id, place)
            database.execute(
                "update parts set reference = ?, verdict = ?, decision = ? where list = ? and place = ?", kept
            )

    def mark_seen(self, id: str, place: int, seen: bool) -> None:
        with self._changing() as database:
            database.execute("update parts set seen = ? where list = ? and place = ?", (seen, id, place))

    def waiting(self, client: str = "") -> int:
        """How many lists are not done, of this client or of all."""
        asked = "select count(*) from lists where state in (?, ?)" + (" and client = ?" if client else "")
        found = self._database.execute(asked, (*OPEN, *([client] if client else []))).fetchone()
        return int(found[0])

    def count(self) -> dict[str, int]:
        """How many lists are in each state."""
        counted = dict(self._database.execute("select state, count(*) from lists group by state").fetchall())
        return {state: counted.get(state, 0) for state in STATES}

    def delete(self, id: str) -> bool:
        with self._changing() as database:
            return database.execute("delete from lists where id = ?", (id,)).rowcount > 0

    def purge(self) -> int:
        """Delete what has expired; how many lists that were."""
        with self._changing() as database:
            return database.execute("delete from lists where expires <= ?", (self._now(),)).rowcount


def _listed(row: sqlite3.Row) -> Listed:
    names = ("id", "state", "name", "size", "done", "error", "created", "expires", "notes")
    answers = frozenset((source, provenance, day) for source, provenance, day in json.loads(row["answers"]))
    return Listed(
        **{name: row[name] for name in names},
        options=json.loads(row["options"]),
        answers=answers,
        citations=tuple(msgspec.msgpack.decode(row["citations"], type=list[Citation])) if row["citations"] else (),
    )


def _part(row: sqlite3.Row) -> Part:
    (reference,) = packed.references(row["reference"])
    return Part(
        place=row["place"],
        reference=reference,
        verdict=packed.verdict(row["verdict"]) if row["verdict"] is not None else None,
        decision=json.loads(row["decision"] or "{}"),
        seen=bool(row["seen"]),
    )
