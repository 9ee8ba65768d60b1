"""What the parts of documents and of decision bases are called."""

from django.utils.translation import gettext_lazy as _

from .rule_words import LISTED, OPTIONS
from .spoken import spoken

SEVERAL = {
    "goal": _("mål"),
    "strategic_area": _("strategiska områden"),
    "priority": _("prioriteringar"),
    "measure": _("åtgärder"),
    "international_section": _("internationella avsnitt"),
}

# Whence a need comes, and other answers that are chosen and not written.
ANSWERS = {
    "municipality": _("kommunen"),
    "administration": spoken(_("kommunens %(units)s")),
    "inhabitants": _("invånare, föreningar eller företag"),
    "outside": _("någon utanför kommunen"),
}


def answer_word(code: str) -> str:
    return str(ANSWERS.get(code) or part_word(code))


def part_word(code: str) -> str:
    """One part of that kind; a code that the product does not know is shown as it is given."""
    return str(LISTED.get(code) or OPTIONS.get(code) or code.replace("_", " "))


def part_words(code: str) -> str:
    """Several parts of that kind."""
    return str(SEVERAL.get(code) or part_word(code))
