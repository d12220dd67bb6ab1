"""Works made up to try a catalogue's size: as many as asked for, the same ones each time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from bench import grow
from bench.tables import markdown
from citecheck.catalogue.build import build
from citecheck.catalogue.index import Catalogue
from tests.catalogue.made import record


def _source(folder: Path) -> Path:
    path = folder / "works.csl.jsonl.gz"
    records = [*map(record, range(200)), {"id": "bare", "type": "book"}, {**record(1), "issued": {}}]
    path.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in records).encode()))
    return path


def test_same_seed_makes_the_same_works_and_fewer_are_a_beginning_of_them(tmp_path: Path) -> None:
    source, made = _source(tmp_path), {}
    for name, works, seed in (("a", 300, 1), ("b", 300, 1), ("few", 100, 1), ("other", 300, 2)):
        grow.write(tmp_path / name, source, works=works, seed=seed)
        made[name] = gzip.decompress((tmp_path / name).read_bytes())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert made["a"].startswith(made["few"])
    assert made["a"] != made["other"]


def test_made_works_are_works_of_a_catalogue(tmp_path: Path) -> None:
    grow.write(tmp_path / "grown.jsonl.gz", _source(tmp_path), works=500, seed=1)
    summary = build(tmp_path / "catalogue", [tmp_path / "grown.jsonl.gz"], fresh=True)
    assert (summary.count("entries"), summary.count("flaws")) == (500, 0)
    (work,) = Catalogue.open(tmp_path / "catalogue").lookup("doi", "10.5555/grown.17")
    assert work.item.author
    assert work.item.container_title == "Journal of Invented Observations"


def test_table_is_markdown() -> None:
    assert markdown(["a", "b"], [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
