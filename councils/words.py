"""The municipality's own words, with general ones where it has none."""

from contextlib import contextmanager

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext

from .models import Area, Document, Word
from .roles import ROLES
from .spoken import GENERAL, Forms, active, speak_with, speaking_with


class Words:
    """`words.contact.plural` in templates. Reads the municipality's rows once, on first use."""

    def __init__(self, municipality):
        self.municipality = municipality

    @classmethod
    def read(cls, municipality):
        """With the rows read at once, for what may not query later: the checks of rules."""
        words = cls(municipality)
        words.own = dict(words.own)
        return words

    @cached_property
    def own(self):
        if self.municipality is None:
            return {}
        if (spoken := self.spoken) is not None:
            return spoken.own
        return {word.code: word for word in Word.objects.filter(municipality=self.municipality)}

    @property
    def spoken(self):
        """Those of the page that is being made, when they are the same municipality's: read once for all."""
        words = active()
        return words if words is not self and words.municipality == self.municipality else None

    def __getattr__(self, code):
        if code.startswith("_"):
            raise AttributeError(code)
        return self[code]

    def __getitem__(self, code):
        if code == "adopted":  # a template asks here before it looks for a property
            return self.adopted
        if code == "unit" and "unit" not in self.own and self.one_kind:
            return self[self.one_kind]
        word = self.own.get(code)
        if word and get_language() != "en":
            return Forms(word.singular, word.definite, word.plural, word.definite_plural)
        if word and word.singular_en:
            return Forms(
                word.singular_en, f"the {word.singular_en}", word.plural_en or word.singular_en, f"the {word.plural_en or word.singular_en}"
            )
        if code in GENERAL:
            return Forms(*(gettext(form) for form in GENERAL[code]))
        return Forms(*[code.replace("_", " ")] * 4)

    @cached_property
    def one_kind(self) -> str:
        """The kind that all units are of: its word is then what the municipality calls a unit. Else the general word."""
        if self.municipality is None:
            return ""
        if (spoken := self.spoken) is not None:
            return spoken.one_kind
        kinds = set(Area.objects.of(self.municipality).values_list("kind", flat=True).order_by())
        return kinds.pop() if len(kinds) == 1 else ""

    @cached_property
    def adopted(self) -> Forms:
        """What is followed there: the policy, or the kind that all documents with none above them are of."""
        if self.municipality is None:
            return self["policy"]
        if (spoken := self.spoken) is not None:
            return spoken.adopted
        above = Document.objects.of(self.municipality).in_force(timezone.localdate()).without_law().filter(parent=None)
        kinds = set(above.values_list("kind", flat=True).order_by())
        return self[kinds.pop() if len(kinds) == 1 else "policy"]

    def role(self, code) -> str:
        """What the holder of a role is called here."""
        named_here = code in self.own or code in GENERAL or code not in ROLES
        return self[code].singular if named_here else str(ROLES[code].label)

    def kind(self, code) -> str:
        """What a kind of unit, document or relation is called here."""
        return self[code].singular


def speak_of(municipality):
    """What follows in this request speaks of the municipality, as `spoken` texts do."""
    speak_with(Words(municipality))


@contextmanager
def speaking_of(municipality):
    """The same for a job, a letter or a command; None: of no municipality."""
    with speaking_with(Words(municipality) if municipality else None):
        yield
