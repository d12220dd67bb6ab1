"""Cases made by hand: a reference, its match, and what else the evidence holds."""

from __future__ import annotations

from citecheck.model import Candidate, Case, Contest, Evidence, Item, Outcome, Reference


def case(match: Candidate | None, claimed: Item | None = None, *, evidence: Evidence | None = None) -> Case:
    """A case whose match, where there is one, was accepted; the reference claims nothing unless told."""
    known = evidence or Evidence(
        reference=Reference(key="1", item=claimed or Item()), candidates=(match,) if match else ()
    )
    outcome = Outcome.VERIFIED if match else Outcome.NOT_FOUND
    return Case(evidence=known, outcome=outcome, contest=Contest(best=match) if match else None)
