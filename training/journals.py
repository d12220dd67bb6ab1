"""Makes `citecheck/match/journals.tsv`: names of journals that no rule leads to each other.

    python -m training.journals --corpus DIR [--out src/citecheck/match/journals.tsv]

From JabRef's lists of abbreviations (CC0, https://github.com/JabRef/abbrv.jabref.org), of which those of Entrez and
MEDLINE are facts of the National Library of Medicine: a full name and its abbreviation, where `journal_level` does not
find the one in the other. And from the names of journals that changed, below.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from citecheck import normalize
from citecheck.match.journals import journal_level
from citecheck.model import Level

_ARCHIVE = Path("lists") / "jabref_journal_abbreviations.tar.gz"
_LISTS = ("entrez", "medicus", "general", "acs")
_HEAD = """\
# Names that journals go by where no rule leads from one to the other: one journal a line, its names folded, letters and
# digits only. Made by `python -m training.journals` of JabRef's lists of journal abbreviations (CC0,
# https://github.com/JabRef/abbrv.jabref.org; Entrez and MEDLINE lists: National Library of Medicine), and of the
# journals that changed their names, listed there.
"""
# A journal under its earlier and later names, also where volumes were counted on; and one that another went into.
_RENAMED = (
    ("BMJ", "British Medical Journal", "Br Med J", "BMJ (Clinical research ed.)", "Br Med J (Clin Res Ed)"),
    ("Acta Physiologica", "Acta Physiologica Scandinavica", "Acta Physiol Scand", "Acta Physiol (Oxf)", "Acta Physiol"),
    ("FEBS Journal", "European Journal of Biochemistry", "Eur J Biochem", "FEBS J"),
    ("Arthritis & Rheumatology", "Arthritis and Rheumatism", "Arthritis Rheum", "Arthritis Rheumatol"),
    ("JAMA Internal Medicine", "Archives of Internal Medicine", "Arch Intern Med", "JAMA Intern Med"),
    ("JAMA Psychiatry", "Archives of General Psychiatry", "Arch Gen Psychiatry"),
    ("JAMA Neurology", "Archives of Neurology", "Arch Neurol", "JAMA Neurol"),
    ("JAMA Surgery", "Archives of Surgery", "Arch Surg", "JAMA Surg"),
    ("JAMA Pediatrics", "Archives of Pediatrics & Adolescent Medicine", "Arch Pediatr Adolesc Med", "JAMA Pediatr"),
    ("JAMA Dermatology", "Archives of Dermatology", "Arch Dermatol", "JAMA Dermatol"),
    ("JAMA Ophthalmology", "Archives of Ophthalmology", "Arch Ophthalmol", "JAMA Ophthalmol"),
    ("Journal of Clinical Epidemiology", "Journal of Chronic Diseases", "J Chronic Dis", "J Clin Epidemiol"),
    ("Clinical Pharmacology & Therapeutics", "Clin Pharmacol Ther"),
    ("Journal of Physics A", "Journal of Physics A: Mathematical and General", "J Phys A Math Gen"),
    ("Neurology, Neuroimmunology & Neuroinflammation", "Neurol Neuroimmunol Neuroinflamm"),
    ("Academic Medicine", "Journal of Medical Education", "J Med Educ", "Acad Med"),
    ("Emergency Medicine Journal", "Journal of Accident & Emergency Medicine", "J Accid Emerg Med", "Emerg Med J"),
    ("BMJ Quality & Safety", "Quality & Safety in Health Care", "Qual Saf Health Care", "BMJ Qual Saf"),
    ("Canadian Journal of Anesthesia", "Canadian Journal of Anaesthesia", "Can J Anaesth", "Can J Anesth"),
    (
        "The Journal of Bone and Joint Surgery",
        "J Bone Joint Surg Am",
        "Journal of Bone and Joint Surgery. American Volume",
    ),
    (
        "The Bone & Joint Journal",
        "Journal of Bone and Joint Surgery. British Volume",
        "J Bone Joint Surg Br",
        "Bone Joint J",
    ),
    ("Eurosurveillance", "Euro Surveillance", "Euro Surveill"),
    ("Communicable Diseases Intelligence", "Commun Dis Intell", "Commun Dis Intell Q Rep"),
)


def main() -> int:
    arguments = _arguments()
    journals = sorted(_merged([*_irregular(arguments.corpus / _ARCHIVE), *_RENAMED]))
    lines = ["\t".join(names) for names in journals]
    arguments.out.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines):,} journals in {arguments.out}")
    return 0


def _irregular(archive: Path) -> Iterator[tuple[str, ...]]:
    """Full names with their abbreviation where no rule leads from one to the other, and no other has it."""
    full: dict[str, set[str]] = defaultdict(set)
    for name, short in _rows(archive):
        full[short].add(name)
    for short, names in full.items():
        named = {normalize.key(name) for name in names}
        level, manner = journal_level(short, name := next(iter(names)))
        if len(named) == 1 and (level is not Level.EXACT or manner == "other-name"):
            yield name, short


def _rows(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if any(f"abbreviations_{one}." in member.name for one in _LISTS) else None
            if file:
                for row in csv.reader(io.TextIOWrapper(file, encoding="utf-8")):
                    if len(row) > 1:
                        yield row[0].strip(), row[1].replace(".", "").strip()


def _merged(groups: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Groups that share a name as one; names as keys."""
    home: dict[str, list[str]] = {}
    for group in groups:
        keys = [key for name in group if (key := normalize.key(name))]
        names = next((home[key] for key in keys if key in home), [])
        names += [key for key in dict.fromkeys(keys) if key not in names]
        home.update(dict.fromkeys(names, names))
    kept = {id(names): names for names in home.values()}
    return (tuple(names) for names in kept.values() if len(names) > 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training.journals", description="make the list of journals' other names")
    parser.add_argument("--corpus", type=Path, required=True, help="the folder of real data")
    parser.add_argument("--out", type=Path, default=Path("src/citecheck/match/journals.tsv"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
