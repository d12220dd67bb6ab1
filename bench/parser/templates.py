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
