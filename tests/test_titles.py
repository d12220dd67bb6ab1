"""Titles that say of themselves that the work was retracted, or that it is a notice."""

from __future__ import annotations

import pytest

from citecheck import titles


@pytest.mark.parametrize("title", ["RETRACTED: Bones", "[Retracted] Bones", "Retracted Article: Bones", "WITHDRAWN: B"])
def test_marked_title_is_that_of_a_retracted_work(title: str) -> None:
    assert titles.is_retracted(title)
    assert not titles.is_notice(title)


@pytest.mark.parametrize(
    "title",
    [
        "Retraction—Bones in winter",
        "Retraction--Bones in winter",
        "Retraction-Bones in winter",
        "Retraction",
        "Retraction: Bones",
        "Retraction Note: Bones",
        "Notice of retraction: Bones",
        'Retraction of: "Bones"',
        "Erratum to Bones",
        "[Errata]",
        "Corrigendum: Bones",
        "Author Correction: Bones",
        "Publisher Correction to: Bones",
        "Correction to Bones",
        "Correction for Doe et al., Bones in winter",
        "Expression of Concern: Bones",
        "Editorial Expression of Concern: Bones",
        "Addendum: Bones",
    ],
)
def test_title_of_a_notice_is_seen(title: str) -> None:
    assert titles.is_notice(title)
    assert not titles.is_retracted(title)


@pytest.mark.parametrize(
    "title",
    [
        "Correction of hallux valgus with a plate",
        "Correction for guessing in multiple-choice tests",
        "Correction to normal of serum calcium",
        "Correction automatique des erreurs",
        "Retraction of the lower eyelid after surgery",
        "Retraction-induced ischaemia",
        "Retraction-Induced Ischaemia of the Brain",
        "Retractions in medicine",
        "Retracted placentas",
        "Withdrawal of treatment in intensive care",
        "Correctional health care",
        "Addenda in orthography",
        "",
    ],
)
def test_article_about_corrections_or_retraction_is_neither(title: str) -> None:
    assert not titles.is_notice(title)
    assert not titles.is_retracted(title)
