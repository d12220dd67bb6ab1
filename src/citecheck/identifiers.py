"""What to say of the identifiers that a reference states: whose they are, where not the match's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model import Candidate, Finding, Item
from citecheck.rules import finding
from citecheck.wording import in_words


def disputed(stated: Item, match: Candidate | None, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    """Stated identifiers that are not those of the match, and whose they are."""
    for field, word in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID")):
        claimed = getattr(stated, field)
        found = getattr(match.item, field) if match else ""
        if not claimed or claimed == found or (match and match.agreement(field).level == "exact"):
            continue
        owner = next((one for one in candidates if one is not match and getattr(one.item, field) == claimed), None)
        if owner and field != "pmcid":
            message = f"the {word} {claimed} leads to {in_words(owner)}, which does not fit the rest of the reference"
            yield finding(f"{field}-of-another-work", message, field=field, claimed=claimed, found=found)
        elif found:
            message = f"the reference says {word} {claimed}, the record {found}"
            yield finding(f"{field}-mismatch", message, field=field, claimed=claimed, found=found)
