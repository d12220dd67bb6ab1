"""Meetings by the other names that they go by."""

from __future__ import annotations

import pytest

from citecheck.match.meetings import is_acronym, same_meeting

VISION = "2016 IEEE Conference on Computer Vision and Pattern Recognition, CVPR 2016, Las Vegas, NV, USA, June 27-30"
LEARNING = "Machine Learning, Proceedings of the Twenty-Fifth International Conference (ICML 2008), Helsinki, Finland"
NEURAL = "Advances in Neural Information Processing Systems 33: NeurIPS 2020, December 6-12, 2020, virtual"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("CVPR", VISION),
        ("Proc. of CVPR 2016", VISION),
        ("ICCV", "IEEE International Conference on Computer Vision"),
        ("PNAS", "Proceedings of the National Academy of Sciences"),
        ("JAMA", "Journal of the American Medical Association"),
        ("BMJ", "British medical journal"),
        ("NeurIPS", NEURAL),
        ("NeurIPS2020", NEURAL),
        ("NeurIPS", "Advances in Neural Information Processing Systems 29: 30th Annual Conference"),
        ("AlCoB", "Algorithms for Computational Biology"),
        (
            "ACL (System Demonstrations)",
            "52nd Meeting of the Association for Computational Linguistics: Demonstrations",
        ),
    ],
)
def test_acronyms_are_initials_in_a_row_or_stand_in_the_name(short: str, full: str) -> None:
    assert is_acronym(short, full)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Cell", "Cells"),
        ("ACL", VISION),
        ("bmj", "British medical journal"),
        ("NeurIPS", "Advances in Applied Probability"),
        ("CVPR Workshops", VISION),
        ("", VISION),
    ],
)
def test_other_words_are_no_acronym(short: str, full: str) -> None:
    assert not is_acronym(short, full)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Proceedings of 25th International Conference on Machine Learning", LEARNING),
        ("Proceedings of the 34th Conference on Neural Information Processing Systems; 2020 Dec 6-12; virtual", NEURAL),
        ("Proceedings IEEE conference of computer vision and pattern recognition", VISION),
        ("Proc. Conf. Comput. Vis. Pattern Recognit.", VISION),
        ("8th Workshop on Asian Resources", "Proceedings of the Eighth Workshop on Asian Resouces"),
        ("Proc. Int. Conf. on Multimedia", "Proceedings of the 2016 ACM Conference on Multimedia Conference, MM 2016"),
    ],
)
def test_names_of_one_meeting_are_alike_in_its_subject(one: str, other: str) -> None:
    assert same_meeting(one, other)
    assert same_meeting(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IEEE International Conference on Computer Vision", VISION),
        ("European Conference on Computer Vision", "International Conference on Computer Vision"),
        ("Journal of Machine Learning Research", "Machine Learning"),
        ("Workshop on Invented Birds", "Conference on Invented Fish"),
    ],
)
def test_meetings_on_other_subjects_are_not_alike(one: str, other: str) -> None:
    assert not same_meeting(one, other)
