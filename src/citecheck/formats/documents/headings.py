"""The headings under which reference lists stand, and those that end one, in twelve languages and some more."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

LONGEST = 80  # characters of a heading

# English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish, Chinese and Japanese, Nordic,
# and single ones of others; compared without case, accents, numbers and marks.
_LISTS = """
references; reference; reference list; references list; list of references; references cited; references and notes;
notes and references; references and further reading; references and bibliography; bibliographic references;
bibliographical references; main references; literature references; references section; cited references;
key references;
bibliography; selected bibliography; annotated bibliography; general bibliography; bibliography and references;
works cited; works consulted; sources cited; sources consulted; literature cited; cited literature;
literature list; list of literature; further reading; article references; article citations;
selected references; additional references; supplementary references;
supplemental references; supporting references;
web references; online references; references continued; references of the included studies;
literatur; literaturverzeichnis; literaturliste; literaturangaben; literaturnachweis; literaturnachweise; schrifttum;
literaturhinweise; quellen; quellenverzeichnis; quellenangaben; referenzen; bibliographie; bibliografie;
zitierte literatur; literatur und quellenverzeichnis; quellen und literaturverzeichnis; verwendete literatur;
references bibliographiques; references citees; ouvrages cites; ouvrages consultes; litterature citee; travaux cites;
liste des references; sources citees;
referencias; referencias bibliograficas; referencias citadas; bibliografia citada; bibliografia consultada;
literatura citada; literatura consultada; obras citadas; lista de referencias; fuentes; citas bibliograficas;
bibliografia;
referencias e notas; lista de referencias bibliograficas; obras consultadas;
riferimenti; riferimenti bibliografici; bibliografia essenziale; letteratura; letteratura citata; opere citate; fonti;
referenties; referentielijst; literatuur; literatuurlijst; literatuuropgave; literatuurverwijzingen; bronnen;
bronnenlijst; bronvermelding; geraadpleegde literatuur; geraadpleegde bronnen;
pismiennictwo; literatura; literatura cytowana; bibliografia zalacznikowa; spis literatury; wykaz literatury;
литература; список литературы; список использованной литературы; список цитируемой литературы; библиография;
список использованных источников; список литературы и источников; библиографическии список; источники;
использованная литература; список використаних джерел; література;
kaynaklar; kaynakca; kaynak; kaynaklar listesi; yararlanılan kaynaklar; yararlanilan kaynaklar; referanslar;
参考文献; 參考文獻; 引用文献; 引用文獻; 参考资料; 參考資料; 文献; 文獻; 主要参考文献; 参考文献リスト;
引用参考文献; 引用 参考文献;
참고문헌; 참고 문헌; 인용문헌;
referenser; referenslista; kallforteckning; kallor; litteraturforteckning; litteraturlista; litteraturliste; litteratur;
referencer; referanser; referanseliste; kilder; kildeliste; referenceliste; lahteet; viitteet;
pouzita literatura; seznam literatury; seznam pouzite literatury; zdroje; odkazy; irodalom; irodalomjegyzek;
daftar pustaka; daftar referensi; rujukan; tai lieu tham khao; βιβλιογραφια; المراجع; מקורות
"""
# Headings of much else, too: only where no other is found.
_PERHAPS = (
    "notes; endnotes; footnotes; sources; citations; literature; anmerkungen; notas; note; noten; przypisy; примечания"
)
_LISTS_OF = re.compile(
    r"(?:supplement\w* |additional |online )?references? (?:for|to|in|of|from|cited in) [\w ,-]{3,50}"
)
# Words that open a section after the list; a caption, too, ends it.
_ENDS = re.compile(
    r"(?:appendi(?:x|ces)|acknowled?ge?ments?|supplement(?:ary|al)?(?: (?:materials?|data|information|files?|figures?"
    r"|tables?"
    r"|methods|text|appendix))?|supporting (?:information|materials?)|additional (?:files?|information)"
    r"|authors?['’]?s? (?:contributions?|information|biograph\w+|affiliations?|details|notes?|statements?)"
    r"|about the authors?|contributors(?:hip)?(?: statement)?|(?:declaration of )?(?:conflicts?|competing"
    r"|declarations?)(?: of)? interests?(?: statement)?"
    r"|declarations?|funding(?: (?:statement|information|sources?))?|financial (?:support|disclosures?)|disclosures?"
    r"|data (?:availability|accessibility|sharing)(?: statement)?|availability of data.{0,20}|code availability"
    r"|ethic\w+.{0,25}"
    r"|(?:list of )?(?:tables?|figures?|abbreviations|illustrations)(?: (?:and figures?|legends?|captions?|titles?))?"
    r"|legends?(?: (?:to|of|for) (?:the )?(?:figures?|tables?))?|captions?|(?:online )?methods|correspondence"
    r"|biograph(?:y|ies)|vita"
    r"|reprints?|copyright|licen[cs]e|publisher['’]?s note|peer review\w*|review(?:er)? (?:comments|reports?)"
    r"|rights and permissions"
    r"|cite this article|how to cite.*|you might also like|related articles|share this.*|comments|glossary|index"
    r"|nomenclature"
    r"|open peer review|decision letter|author response|footnotes?|endnotes?|notes|checklist"
    r"|anhang|danksagung(?:en)?|anlagen?|abbildungs?(?:verzeichnis|legenden)?|tabellen(?:verzeichnis)?"
    r"|eidesstattliche.*|lebenslauf"
    r"|annexes?|remerciements|agradecimientos?|agradecimentos|anexos?|apendices?|tablas?|tabelas?|figuras?"
    r"|ringraziamenti"
    r"|allegati|dankwoord|bijlagen?|zalaczniki?|podziekowania|приложени[ея]|благодарности|ekler?|tesekkur|附录|附錄|致谢|致謝"
    r"|謝辞|付録)"
)
_CAPTION = re.compile(
    r"\s*(?:supplement(?:ary|al)\s+|extended data\s+|online\s+)?(?:fig(?:ure|s|\.)?|tables?|tab\.|box|scheme|chart"
    r"|plate|appendix|abbildung"
    r"|abb\.|tabelle|figura|tabla|tableau|tabela|рис(?:унок|\.)|таблица|図|表|图|圖)\s*(?:[A-Z]?\d{1,3}|[IVX]{1,4}"
    r"|[A-H])\b(?!\s*[\d(]*(?:19|20)\d\d)",
    re.I,
)
_NUMBERING = re.compile(
    r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-h])\s+|(?:section|chapter|kapitel|chapitre)\s+\d+\s+)"
)
# The end of a journal's name and its numbers (Nature / Methods 12(3), 101-110) make a line that looks like a heading.
_PLACE = re.compile(r"[^\W\d_]\D*\d+\D+\d")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_SPACED = re.compile(r"\W*(?:[^\W\d_] ){4,}[^\W\d_]\W*")


def is_list(text: str) -> bool:
    """Is this the heading of a reference list?"""
    return len(text) <= LONGEST and any(one in _known(_LISTS) or _LISTS_OF.fullmatch(one) for one in _forms(text))


def may_be_list(text: str) -> bool:
    """Is this a heading that some reference lists stand under, and other things, too?"""
    return len(text) <= LONGEST and any(one in _known(_PERHAPS) for one in _forms(text))


def ends_list(text: str) -> bool:
    """Is this a heading, or a caption, with which something else begins?"""
    if _CAPTION.match(text):
        return True
    if len(text) > LONGEST or _PLACE.search(text):
        return False
    return any(_ENDS.fullmatch(one) for one in _forms(text))


@cache
def _known(names: str) -> frozenset[str]:
    return frozenset(_folded(one) for one in names.split(";"))


@lru_cache(maxsize=20_000)
def _forms(text: str) -> tuple[str, ...]:
    """The words of a heading, as they are, without a number before them, and without one behind."""
    words = _folded(text.replace(" ", "") if _SPACED.fullmatch(text) else text)
    forms = (words, _NUMBERING.sub("", words, count=1), words.rstrip("0123456789 "))
    return tuple(dict.fromkeys(filter(None, forms)))


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(_NO_LETTERS.sub(" ", text.lower()).split())
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return " ".join(bare.split())
