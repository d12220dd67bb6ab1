"""What people decide where the program can't: accepted candidates, rejected matches. Who and why are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from citecheck.judge.judge import accepted
from citecheck.judge.rules import finding
from citecheck.model import Candidate, Evidence, Outcome, Verdict

ACCEPT, REJECT = "accept", "reject"


def choices(verdict: Verdict) -> tuple[Candidate, ...]:
    """The works that can be accepted: the match, then the candidates that were kept, each once."""
    decided = (verdict.contest.best, verdict.contest.runner_up) if verdict.contest else ()
    every = (verdict.match, *verdict.candidates, *decided)
    named = {(one.item.doi, one.item.pmid, one.item.title): one for one in reversed(every) if one is not None}
    return tuple(reversed(named.values()))


def decided(verdict: Verdict, decision: Mapping[str, str]) -> Verdict:
    """The verdict after `decision`: {"what": accept or reject, "work": its place in `choices`, "who", "why"}."""
    told = f"{decision.get('who') or 'somebody'}: {decision.get('why') or 'no reason given'}"
    if decision["what"] == REJECT:
        rejected = replace(
            verdict, outcome=Outcome.UNDECIDED, match=None, findings=(), item=verdict.reference.item or verdict.item
        )
        return rejected.with_findings(finding("rejected-by-hand", f"the match was rejected by {told}"))
    chosen = choices(verdict)[int(decision["work"])]
    evidence = Evidence(reference=verdict.reference, candidates=(chosen,), outages=verdict.outages)
    return accepted(evidence, chosen).with_findings(finding("accepted-by-hand", f"accepted by {told}"))
