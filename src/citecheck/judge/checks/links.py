"""What is at the addresses that a reference cites, where somebody wanted them to be visited."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.interfaces import Checks
from citecheck.judge.rules import finding, own
from citecheck.model import Case, Finding


def dead(case: Case) -> Iterator[Finding]:
    for link in case.evidence.links:
        if link.gone:
            message = f"nothing is at {link.url}: the server says so (404 or 410), or nobody has the name, asked twice"
            yield finding("link-dead", message, field="url", claimed=link.url)


def unseen(case: Case) -> Iterator[Finding]:
    for link in case.evidence.links:
        if link.unseen:
            message = f"nobody could look at {link.url}: {link.unseen}"
            yield finding("link-unseen", message, field="url", claimed=link.url)


CHECKS = Checks(rules=own("link-dead", "link-unseen"), checks=(dead, unseen), place=55)
