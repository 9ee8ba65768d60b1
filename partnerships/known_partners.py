"""The partners and relations that a municipality has, found by any of their names. Lines of a list add those that they will make."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.text import slugify

from councils.models import Municipality

from .country_names import Country
from .models import Partner, PartnerName, Relation
from .names import PLAIN, likely_same, name_key, spelling_key

LONGEST_CODE = 50


@dataclass
class Known:
    """One partner, with the relations to it. `line` is where it comes from when it is not stored yet."""

    partner: Partner
    names: set[str]
    relations: list[Relation] = field(default_factory=list)
    line: int = 0

    def __post_init__(self):
        self.keys = {name_key(name) for name in self.names} - {""}
        self.spellings = {spelling_key(name) for name in self.names} - {""}

    @property
    def value(self) -> str:
        """What an answer calls it."""
        return f"line:{self.line}" if self.line else f"partner:{self.partner.pk}"

    def is_spelt(self, *names) -> bool:
        """Whether one of the names is one of its own, letter by letter."""
        return any(spelling_key(name) in self.spellings for name in names)

    def may_lie_in(self, country: Country) -> bool:
        """The same country, or nobody has said which."""
        own = self.partner
        if not country.is_known or not (own.country or own.country_text):
            return True
        if own.country and country.code:
            return own.country == country.code
        return name_key(own.country_text) == name_key(country.text) if own.country_text and country.text else False

    def is_like(self, name) -> bool:
        return any(likely_same(name, own) for own in self.names)


class KnownPartners:
    """Read in three queries; a municipality that is not set up yet has none."""

    def __init__(self, municipality: Municipality):
        self.home = municipality
        is_stored = municipality.pk is not None
        self.partners = list(Partner.objects.of(municipality)) if is_stored else []
        self.relations = list(Relation.objects.of(municipality).order_by("pk")) if is_stored else []
        self.taken = {Partner: {one.code for one in self.partners}, Relation: {one.code for one in self.relations}}
        self.all = self._gathered(is_stored)
        self.by_key = defaultdict(list)
        for known in self.all:
            self._index(known)
        self.without_partner = [one for one in self.relations if one.partner_id is None or one.is_network]

    def _gathered(self, is_stored) -> list[Known]:
        """Duplicates and dissolved partners are found by their names and lead to the one they have become."""
        by_pk = {one.pk: one for one in self.partners}

        def current(pk):
            seen = set()
            while by_pk[pk].successor_id and pk not in seen:
                seen.add(pk)
                pk = by_pk[pk].successor_id
            return pk

        names, relations = defaultdict(set), defaultdict(list)
        for one in self.partners:
            names[current(one.pk)] |= {one.name, one.local_name} - {""}
        rows = PartnerName.objects.filter(municipality=self.home).values_list("partner", "name") if is_stored else ()
        for pk, name in rows:
            names[current(pk)].add(name)
        for one in self.relations:
            if one.partner_id:
                relations[current(one.partner_id)].append(one)
        return [Known(by_pk[pk], names[pk], relations[pk]) for pk in names]

    def _index(self, known):
        """Anew for each name that it gets; `called` gives it once all the same."""
        for key in known.keys:
            self.by_key[key].append(known)

    def called(self, *names) -> list[Known]:
        found = [known for name in names if name for known in self.by_key.get(name_key(name), [])]
        return list({id(known): known for known in found}.values())

    def like(self, name, country: Country) -> list[Known]:
        return [known for known in self.all if known.may_lie_in(country) and known.is_like(name)]

    def answered(self, value: str) -> Known | None:
        return next((known for known in self.all if known.value == value), None)

    def add(self, partner: Partner, names, line: int) -> Known:
        known = Known(partner, set(names) - {""}, line=line)
        self.all.append(known)
        self._index(known)
        return known

    def add_name(self, known: Known, name):
        known.names.add(name)
        known.keys.add(name_key(name))
        known.spellings.add(spelling_key(name))
        self._index(known)

    def code_for(self, model, name: str) -> str:
        """A code that no other row of the sort has here."""
        stem = slugify(name.casefold().translate(PLAIN))[:LONGEST_CODE].strip("-") or "partner"
        code, number = stem, 1
        while code in self.taken[model]:
            number += 1
            code = f"{stem}-{number}"
        self.taken[model].add(code)
        return code
