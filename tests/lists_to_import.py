"""Lists as municipalities keep them: a small one by hand, and 800 pairs over 200 municipalities with all that lists are written like."""

import csv
import io
import itertools
import unicodedata

from partnerships.homes import swedish_municipalities

HEAD = ("municipality", "partner_as_written", "local_name", "country_code", "country", "decision_year", "partner_kind", "kind")
# (as written, on the spot, code, country, kind of partner): names in several languages, parishes, counties, countries without a code.
PLACES = [
    ("Borgå", "Porvoo", "FI", "", ""), ("Großkrotzenburg", "", "DE", "Tyskland", ""), ("Cēsis", "", "LV", "", "stad"), ("Cesis", "Cēsis", "", "Lettland", ""),
    ("Grosskrotzenburg", "Großkrotzenburg", "", "Germany", ""), ("Bömlo", "Bømlo", "NO", "", "kommun"), ("Påskön", "Rapa Nui", "CL", "Chile", ""),
    ("Toholampi socken", "", "FI", "", "socken"), ("Kaarina församling", "", "", "Finland", "församling"), ("Prince William County", "", "US", "", ""),
    ("Hajdú-Bihar", "", "HU", "", "län"), ("Betlehem", "Bayt Lahm", "", "Palestina", ""), ("Prizren", "", "XK", "", ""), ("Tainan", "臺南", "", "Taiwan", ""),
    ("Tórshavn", "", "", "Färöarna", ""), ("Mariehamn", "", "AX", "Åland", ""), ("Nuuk", "Godthåb", "", "Grönland", ""), ("Stirling", "", "", "Skottland", ""),
    ("Rostock", "", "", "DDR", ""), ("Pärnu", "Пярну", "", "Sovjetunionen", ""), ("Novi Sad", "Нови Сад", "", "Jugoslavien", ""),
    ("Savigny-le-Temple", "", "FR", "", ""), ("WEJHEROWO", "", "PL", "", ""), ("  Skjern  ", "", "DK", "danmark", ""), ("L'Aquila", "", "it", "", ""),
    ("São João da Madeira", "", "PT", "", ""), ("Łódź", "", "PL", "Poland", "stad"), ("Kungariket Danmark", "", "DK", "", "land"), ("İzmir", "", "TR", "", ""),
    ("Þorlákshöfn", "", "IS", "Island", ""), ("Kretinga", "", "LT", "", ""), ("Hallstahammar–Loimaa förening", "", "FI", "", "förening"),
]  # fmt: skip
TIMES = ("1977", "197?", "1980-talet", "ca 1990", "1977-06-12", "", "okänt", "12.6.1992", "1989/90", "före 1950")
KINDS = ("", "vänort", "Samarbetsavtal", "avsiktsförklaring", "Vänortsavtal", "kommunalt partnerskap")
SPELLINGS = (
    str, str.upper, lambda name: f"{name} kommun", lambda name: f"  {name} ", lambda name: unicodedata.normalize("NFD", name),
    lambda name: f"{name}{'' if name[-1] in 'sxz' else 's'} kommun",
)  # fmt: skip


def pairs(municipalities=200, each=4):
    """Rows; every municipality gets partners that differ from each other."""
    times, kinds = itertools.cycle(TIMES), itertools.cycle(KINDS)
    known = swedish_municipalities()[:municipalities]
    for number, home in enumerate(known):
        for step in range(each):
            name, local, code, country, partner_kind = PLACES[(number + step * 8) % len(PLACES)]
            spelt = SPELLINGS[(number + step) % len(SPELLINGS)](home.name) if step else home.code.lstrip("0")
            name = unicodedata.normalize("NFD", name) if number % 3 == 0 else name
            yield (spelt, name, local, code, country, next(times), partner_kind, next(kinds))


def as_csv(rows, head=HEAD, delimiter=";") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([head, *rows])
    return out.getvalue().encode("utf-8-sig")
