"""How references are written: one line a habit. `{field}` is a part, `<…>` is left out when a field in it is empty."""

ARTICLES = """
{author}. <{title}. >{container}. {ymd}<;{volume}><({issue})><:{page}>.
{author}. <{title}. >{container}. {year}<;{volume}><({issue})><:{page}>.
{author}. <{title}. >{container} {year}<;{volume}><({issue})><:{page}>.
{author}. <{title}. >{container} {year}<; {volume}>< ({issue})><: {page}>.
{author}. <{title}. >{container}, {year}<; {volume}><({issue})><: {page}>.
{author}. {year}<;{volume}><({issue})><:{page}>.
{author}. <{title}. >{container} [Internet]. {publisher}; {ymd}<;{volume}><({issue})><:{page}>. Available from:
{author}. <{title}. >{container} [Internet]. {year} [cited {ymd2}]<;{volume}><({issue})><:{page}>. Available from:
{author}. <{title}. >{container}. {year};({issue})<:{page}>.
{container}. {ymd}<;{volume}><({issue})><:{page}>
{container} {year}<;{volume}><:{page}>
{author}: <{title}. >{container} {year}<, {volume}><({issue})><:{page}>.
{author}: <{title}. >{container} <{volume}><:{page}>, {year}
{author}: <{title}. >{container}. <{volume}><, {page}> ({year}).
{author} ({year}). <{title}. >{container}<, {volume}><({issue})><, {page}>.
{author} ({year}). <{title}. >{container}<, {volume}><({issue})><, pp. {page}>.
{author} ({ymd_apa}). <{title}. >{container}<, {volume}><, {page}>.
{author} ({year}) <{title}. >{container} <{volume}><({issue})><:{page}>
{author} ({year}) <{title}. >{container} <{volume}><:{page}>. doi:
{author} ({year}) <{title}>, {container}<, {volume}><, {page}>.
{author} ({year}): <{title}. >In: {container}< {volume}>< ({issue})><, S. {page}>.
{author}. ({year}). <{title}. >{container}. <{volume}><: {page}>.
{author} {year}. <{title}. >{container} <{volume}><:{page}>.
{author}. {year}. <{title}. >{container} <{volume}><({issue})><:{page}>.
{author}. {year}. <{title}. >{container}. <{volume}><, {issue}> ({my}), {page}.
[{label}]{author} {year}. <{title}. >{container}. <{volume}><, {issue}> ({my}), {page}.
{author}, {year}. <{title}. >{container}<, {volume}><({issue})><, pp.{page}>.
{author}, {year}. <{title}. >{container}<, {volume}><({issue})><, p.{page}>.
{author}, {year}, <{title}. >{container} [online]. {my_long}. <Vol. {volume}><, no. {issue}><, p. {page}>.
{author}, {year}, <{title}, >{container}<, {volume}><, {page}>
{author} {year} <{title} >{container} <{volume}> {page}
{author} {year}, {container}<, {volume}><, {page}>
{author}, {year}, {container}<, {volume}><, {page}>
{author}. {year}. “{title}.” {container} {volume}< ({issue})>< ({my_long})>: {page}.
{author}. {year}. “{title}.” {container} {volume}<({issue})>:{page}. Retrieved
{author}. “{title}.” {container} {volume}<.{issue}> ({year})<: {page}>.
{author}. "{title}." {container}<, vol. {volume}><, no. {issue}>, {my}<, pp. {page}>.
{author}. “{title}.” {container} ({year})<: {page}>.
{author}, “{title},” {container}<, vol. {volume}><, no. {issue}><, pp. {page}>, {my}.
{author}, "{title}," {container}<, vol. {volume}><, no. {issue}><, pp. {page}>, {year}.
{author}, "{title}", {container}<, Vol.{volume}><, No.{issue}><, pp.{page}>, {year}.
{author}, “{title}”, {container} <{volume}><, {page}> ({year}).
{author}, <{title}, >{container} <{volume}>< ({issue})> ({year})< {page}>.
{author}, <{title}, >{container}. <{volume} >({year})< {page}>.
{author}, {container} {volume} ({year}) {page}.
{author}, <{title}, >{container}, <{volume}><({issue})> ({year})< {page}>
{author}, <{title}, >{container} <{volume}> ({year}), no. {issue}, {page}.
{author}, <{title}, >{container} <{volume}><, {page}> ({year}).
{author}, {container} {volume}, {page} ({year}).
{author}, {container}. <{volume}><({issue})>, {page} ({year}).
{author}. <{title}. >{container} <{volume}><, {page}> ({year}).
{author}. {container} {volume}, {page} ({year});
{author}, <{title}, >{container}, vol. {volume}<, no. {issue}>, {year}<, pp. {page}>
{author} <{title}. >{container} {year}, {volume}<({issue})><, {page}>.
{author} {container} {year}, {volume}<, {page}>.
{author}, {container}, {year}, {volume}<, {page}>.
{author}. <{title}. >{container}<, {volume}><({issue})><:{page}>, {year}.
{author}. <{title}. >{container}<, {volume}>< ({issue})><, {page}>, {my_long}.
{author}. <{title}. >{container}. {year}. <{volume}><. {issue}><. {page}>
{author}. <{title}. >{container}. {year}. . . {page}
{author}: <„{title}“, in: >{container}< {volume}> ({year})<, Nr. {issue}><, S. {page}>.
{author}: <{title}. >In: {container}<, Bd. {volume}>, {year}<, H. {issue}><, S. {page}>.
{author}: <{title}. >In: {container}<, Jg. {volume}><, Nr. {issue}> ({year})<, S. {page}>
{author}, <« {title} », >{container}<, vol. {volume}><, n° {issue}>, {fr}<, p. {page}>.
{author}, <« {title} », >in {container}<, t. {volume}>, {year}<, p. {page}>.
{author}, <{title}, >in «{container}»<, {volume}><, n. {issue}>, {year}<, pp. {page}>.
{author}, <‘{title}’, >{container}<, {volume}>< ({year})><, {page}>.
{title}. {author}. {container}<, Vol. {volume}><, No. {issue}><, pp. {page}>, {year}.
{title}. {container} <{volume}><, {page}> ({year}).
({year}) {title}. {container} <{volume}><:{page}>. doi:
{title}. ({year}). {container}<, {volume}><({issue})><, {page}>.
"{title}." {container}, {dmy}<, {page}>.
{container} {volume}, {page} ({year})
{author}, <{title}, >{container} {volume}< ({issue})> ({year}), {page}.
{author}, <{title}, >{container} {volume} ({year}), pp. {page}.
{author}, <{title}, >{container} {volume} ({year})<, no. {issue}>, {page}.
{author}, <{title}, >{container}. {volume} ({year}) pp {page}
{author}, <{title}, >{container}, to appear.
{author}, {title}, {container} ({year}), to appear.
{author}, {title}, {container}, submitted, {year}.
{author}. {title}. {container}. To appear.
{author}: {title}, {container} {volume}, {page} ({year})
{author}. {title} {container} {volume} ({year}) {page}.
{author}, {container} {volume}, {page} ({year}).
{author}, {container}. {volume} ({year}) {page}.
{author} {container} {volume} {page} ({year}).
{author} {year} {title} {container} {volume} {page}
{author} {year}, {title}, {container}, {volume}, {page}
""".strip().splitlines()

BOOKS = """
{author}. {title}. {location}: {publisher}; {year}.
{author}. {title}. {edition}. {location}: {publisher}; {year}<. p. {page}>.
{author}. {title}. {location}: {publisher}, {year}.
{author}. {title}. {publisher}, {location}, {year}.
{author}. {title}. {publisher}, {year}.
{author} ({year}). {title}. {location}: {publisher}.
{author} ({year}). {title} ({edition}). {publisher}.
{author} ({year}) {title}. {publisher}, {location}
{author}, {year}. {title}. {publisher}, {location}.
{author}, {title}, {publisher}, {location}, {year}.
{author}, {title} ({publisher}, {location}, {year}), p. {page}.
{author}: {title}. {edition}, {location} {year}, S. {page}.
{author}: {title}. {location}: {publisher} {year}.
{author}, {title}, {location}, {publisher}, {year}, {page} p.
{author}, {title}, {location}, {year}.
{author}. <{title}. >In: {editor}, editors. {container}. {location}: {publisher}; {year}. p. {page}.
{author}. {title}. In {editor}, editors, {container}, pages {page}. {publisher}, {location}, {year}.
{author}. {title}. In {container}, pages {page}, {location}, {year}. {publisher}.
{author}. {title}. In {container}<, volume {volume}><, pp. {page}>. {publisher}, {year}.
{author}. {title}. In {container}, {year}.
{author} ({year}). {title}. In {editor} (Eds.), {container} (pp. {page}). {location}: {publisher}.
{author} ({year}). {title}. In {container} (pp. {page}). {publisher}.
{author} ({year}) {title}. In: {editor} (eds) {container}. {publisher}, {location}, pp {page}
{author} {year}. {title}. In {container}, {editor} (eds.). {location}: {publisher}, {page}.
{author}: {title}. In: {editor} (Hrsg.): {container}, {location}: {publisher} {year}, S. {page}.
{author}: {title}, in: {container}, hrsg. v. {editor}, {location} {year}, S. {page}.
{author}, « {title} », in {editor} (dir.), {container}, {location}, {publisher}, {year}, p. {page}.
{author}, "{title}," in {container}, {location}, {year}, pp. {page}.
{author}, “{title},” in Proc. {container}, {my}, pp. {page}.
{author}, {title}, in: {editor} (Eds.), {container}, {publisher}, {location}, {year}, pp. {page}.
{author}, {title}, in: {container}, {publisher}, {year}: pp. {page}.
{author}. “{title}.” In {container}, edited by {editor}, {page}. {location}: {publisher}, {year}.
{author}. “{title}.” {container}. Ed. {editor}. {location}: {publisher}, {year}. {page}.
{author}: {title}. {container}. pp. {page}. {publisher}, {location} ({year}).
{author} {title}. In {container}; {editor}, Eds.; {publisher}: {location}, {year}; pp {page}.
{author}. {title}. PhD thesis, {publisher}, {location}, {year}.
{author}, {title}, Ph.D. dissertation, {publisher}, {year}.
{author}. {title}. Technical Report {label}, {publisher}, {year}.
{author}, {title} ({location}: {publisher}, {year}).
{author}, {title} ({location}: {publisher}, {year}), {page}.
{author}, {title} ({publisher}, {year}).
{author}, {title} ({publisher}, {location}, {year}).
{author}, {title} ({location}, {year}), {page}.
{author} {title} ({publisher}, {location}, {year}).
{author}, <{edition}, >{title}, {publisher}, {year}.
{author}, "{title}" ({publisher}, {location}, {year}).
{author}. {title}. Trans. {editor}. {location}: {publisher}, {year}. Print.
{author}. {title}. Translated by {editor}. {location}: {publisher}, {year}.
{author}. {title}. Edited by {editor}. {location}: {publisher}, {year}.
{author}, {title}, ed. {editor} ({location}: {publisher}, {year}), {page}.
{author}, eds. {title}. {location}: {publisher}, {year}.
{author} (eds.), {title}, {publisher}, {location}, {year}, 312 pp.
{author}, editors. {title}. {publisher}, {year}.
{author} (Hg.): {title}. {location} {year}.
{author}, {title}, {location}: {publisher} {year}.
{author} {year}. {title}. {location}: {publisher}.
{author}. {year}. {title}. {location}: {publisher}.
{author} {year}, {title}, {publisher}, {location}
{title}. Ed. {editor}. {location}: {publisher}, {year}.
{title}. Edited by {editor}. {location}, {year}.
{title}. ({year}). {location}: {publisher}.
{author}. {title}. {small} vols. {location}: {publisher}, {year}.
{author}. {title}, volume {volume} of {series}. {publisher}, {year}.
{author}, {title}, {series}, vol. {volume}, {publisher}, {location}, {year}.
{author}: {title}. {series} {volume}, {publisher}, {location} ({year}).
{author}. {title}. ({series}, {volume}) {location}: {publisher}, {year}.
{author}. {title}. In {editor}, editors, {container}, volume {volume} of {series}, pages {page}. {publisher}, {year}.
{author}. {title}. In {container}, volume {volume} of {series}, pages {page}. {publisher}, {year}.
{author}, {title}, in {container} ({editor}, eds.), {publisher}, {location}, {year}, pp. {page}.
{author}, {title}, {container} ({location}, {year}), {publisher}, {location}, {year}, pp. {page}.
{author}, {title}, {container}, {series}, vol. {volume}, {publisher}, {location}, {year}, pp. {page}.
{author}, {title}, {container}, {location}, {year}, pp. {page}.
{author}, {title}, {container}, {publisher}, {year}.
{author}, {title}, in: {container}, {location} {year}, {page}.
{author}, {title}. In: {editor}, {container}. {publisher} {year}, {page}.
{author}, {year}, in {container}, ed. {editor} ({location}: {publisher}), {page}
{author} {year}, in {container}, ed. {editor} ({location}: {publisher}), {page}
{author}, in {container}, edited by {editor} ({publisher}, {location}, {year}), p. {page}.
{author}, in: {container}, vol. {volume}, {page} ({year}).
{author}. ({year}). {title}. In {container}. {location}: {publisher}.
{author}. "{title}." {container}. {location}: {publisher}, {year}. {page}.
{author}, ‘{title}’, in {editor} (ed.), {container} ({location}: {publisher}, {year}), {page}.
{author}, ‘{title}’, in {container}, ed. by {editor} ({location}: {publisher}, {year}), pp. {page}.
{author}. {title}. Working Paper {label}, {publisher}, {year}.
{author}. {title}. Working paper, {publisher}. {year}.
{author}, {title}, preprint, {publisher}, {year}.
{author}, {title}, preprint ({year}).
{author}. {title}. Unpublished manuscript, {year}.
{author}. ({year}). {title} (Unpublished doctoral dissertation). {publisher}, {location}.
{author}. {title}. Master's thesis, {publisher}, {year}.
{author}: {title}. Diss. {publisher} {year}.
{author} ({year}). {title}. Paper presented at the {container}, {location}.
{author}. {title}. Presented at {container}, {location}, {my_long}.
{author}. {title}. Available at
{author}. {title}. {year}. Accessed {my_long}.
{author}. {title} [Internet]. {location}: {publisher}; {year} [cited {ymd2}]. Available from:
{title}. {my_long}.
{author}. ({ymd_apa}). {title}. Retrieved from
""".strip().splitlines()

PUBLISHERS = (
    """
Springer|Springer-Verlag|Elsevier|Wiley|John Wiley & Sons|Academic Press|Cambridge University Press|Routledge|Sage
Oxford University Press|MIT Press|McGraw-Hill|CRC Press|Lippincott|Saunders|Mosby|Karger|Thieme|de Gruyter|Suhrkamp
Gallimard|PUF|Harvard University Press|North-Holland|Addison-Wesley|Morgan Kaufmann|ACM|IEEE|Plenum Press|Pergamon
Kluwer|World Scientific|Birkhäuser|Wadsworth|Blackwell|Dover|Freeman|Prentice Hall|Taylor & Francis|Beltz|Campus
Palgrave Macmillan|American Mathematical Society|World Health Organization|National Academies Press|Hogrefe|Nomos
University of Chicago Press|Informa UK Limited|Elsevier BV|Wiley-Blackwell|Springer Science + Business Media|JSTOR
Stanford University|University of Michigan|Universität Wien|American Psychological Association (APA)|IOP Publishing
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
PLACES = (
    """
New York|London|Berlin|Cambridge|Cambridge, MA|Oxford|Paris|Amsterdam|Philadelphia|Chicago|Boston|San Francisco, CA
Heidelberg|Frankfurt am Main|Stuttgart|München|Wien|Zürich|Basel|Geneva|Washington, DC|Washington (DC)|Tokyo|Milano
Singapore|Dordrecht|Berlin, Heidelberg|New York, NY|Thousand Oaks, CA|Los Angeles|Montréal|Madrid|Leipzig|Sydney
Princeton, NJ|Hillsdale, NJ|Reading, Mass.|Providence, RI|Lyon|Köln|Hamburg|Copenhagen|Beijing|San Diego, California
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
EDITIONS = "2nd ed|3rd edition|2. Aufl|4th ed|1st ed|2e éd|Second edition|5th edn".split("|")
MONTHS = "January February March April May June July August September October November December".split()
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SERIES = (
    """
Lecture Notes in Computer Science|LNCS|Lecture Notes in Mathematics|Lecture Notes in Math.|Graduate Texts in Mathematics
London Math. Soc. Lecture Note Ser.|Contemporary Mathematics|Contemp. Math.|Springer Series in Statistics|LNAI
Cambridge Studies in Advanced Mathematics|Die Grundlehren der mathematischen Wissenschaften|Astérisque|NATO ASI Series
Pure and Applied Mathematics|Monographs on Statistics and Applied Probability|Methods in Molecular Biology|CEUR Workshop
Proceedings|Proc. Sympos. Pure Math.|Progress in Mathematics|Studies in Logic|Loeb Classical Library|Bibliothek Suhrkamp
AMS Colloquium Publications|Mathematical Surveys and Monographs|ASP Conference Series|BAR International Series
Que sais-je
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
STEMS = dict(
    pair.split(":")
    for pair in """
journal:J. annals:Ann. annales:Ann. physics:Phys. physical:Phys. review:Rev. reviews:Rev. letters:Lett.
mathematics:Math. mathematical:Math. society:Soc. american:Amer. proceedings:Proc. transactions:Trans.
research:Res. science:Sci. sciences:Sci. international:Int. national:Natl. academy:Acad. applied:Appl.
chemistry:Chem. chemical:Chem. theory:Theory theoretical:Theor. communications:Comm. bulletin:Bull.
archive:Arch. archives:Arch. analysis:Anal. statistics:Statist. statistical:Stat. computing:Comput.
computer:Comput. computers:Comput. computational:Comput. engineering:Eng. biology:Biol. biological:Biol.
medicine:Med. medical:Med. european:Eur. quarterly:Quart. conference:Conf. symposium:Symp. workshop:Work.
systems:Syst. economics:Econ. economic:Econ. nuclear:Nucl. astrophysics:Astrophys. astronomy:Astron.
royal:Roy. astronomical:Astron. institute:Inst. psychology:Psychol. zeitschrift:Z. für:f.
mathematik:Math. comptes:C. rendus:R. pure:Pure technology:Technol. materials:Mater. advances:Adv.
magazine:Mag. monthly:Mon. notices:Not. acta:Acta optics:Opt. differential:Diff. equations:Equ.
probability:Probab. processes:Process. functional:Funct. geometry:Geom. algebra:Algebra topology:Topol.
logic:Log. philosophy:Philos. methods:Meth. modern:Mod. quantum:Quant. clinical:Clin. experimental:Exp.
social:Soc. policy:Pol. studies:Stud. history:Hist. association:Assoc. environmental:Environ.
energy:Energ. fluid:Fluid mechanics:Mech. reports:Rep. progress:Prog. university:Univ.
""".split()
)
