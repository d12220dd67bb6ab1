"""Tables between marks of a page, and the machine they were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path


def measured(*libraries: str) -> str:
    """When and on what: `Measured on 2026-01-01: …`, without a full stop."""
    load = os.getloadavg()[0]
    about = ", ".join(
        (_processor(), f"{os.cpu_count()} cores", platform.system(), f"Python {platform.python_version()}", *libraries)
    )
    return f"Measured on {datetime.now(UTC).date()}: {about}; load average {load:.1f} when it began"


def write(page: Path, title: str, name: str, text: str) -> None:
    """Put the text between the marks of this name; the page and its section are begun if need be."""
    start, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    old = page.read_text(encoding="utf-8") if page.exists() else "# Evaluation\n"
    if start not in old:
        old = f"{old.rstrip()}\n\n## {title}\n\n{start}\n{end}\n"
    before, _, rest = old.partition(start)
    page.write_text(f"{before}{start}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def _processor() -> str:
    return next(_models(), platform.machine())


def _models() -> Iterator[str]:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                yield line.partition(":")[2].strip()
