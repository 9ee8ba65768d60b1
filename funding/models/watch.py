"""The watch: who looks for what, what they found, what they thought of it, and to whom it was passed on."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from councils.history import Owned, Recorded, RecordedManager, RecordedQuerySet
from councils.models import Container, Municipality, Person
from councils.spoken import spoken

from .programmes import Call, Level, Programme


class OfMunicipality(RecordedQuerySet):
    def of(self, municipality):
        return self.filter(municipality=municipality)


class OfMunicipalityManager(RecordedManager.from_queryset(OfMunicipality)):
    pass


class Watch(Owned):
    """What a unit watches: a programme, words, or both together."""

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="watches", verbose_name=spoken("%(unit)s"))
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="watches", verbose_name=_("program"))
    words = models.CharField(_("ord"), max_length=200, blank=True, help_text=_("Skilj dem åt med kommatecken. Ett av dem räcker."))

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("bevakning")
        verbose_name_plural = _("bevakningar")
        constraints = [models.CheckConstraint(condition=Q(programme__isnull=False) | ~Q(words=""), name="a_watch_watches_something")]


class SavedSearch(Owned):
    """A search among the calls that somebody wants to make again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"), editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_searches", editable=False)
    name = models.CharField(_("namn"), max_length=100)
    query = models.CharField(_("sökning"), max_length=500)  # as the address says it

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("sparad sökning")
        verbose_name_plural = _("sparade sökningar")
        constraints = [models.UniqueConstraint(fields=["municipality", "account", "name"], name="one_search_per_name")]

    def __str__(self):
        return self.name


class CallNews(Owned):
    """A new or changed call concerns a unit. It is told once."""

    class Kind(models.TextChoices):
        NEW = "new", _("ny")
        CHANGED = "changed", _("ändrad")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="call_news", verbose_name=spoken("%(unit)s"))
    call = models.ForeignKey(Call, models.PROTECT, related_name="news_of", verbose_name=_("utlysning"))
    kind = models.CharField(_("slag"), max_length=7, choices=Kind)
    noticed_on = models.DateField(_("kom in"))
    told_on = models.DateField(_("berättad"), null=True, blank=True)

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("nytt om utlysning")
        verbose_name_plural = _("nytt om utlysningar")
        constraints = [models.UniqueConstraint(fields=["container", "call", "kind", "noticed_on"], name="news_is_told_once")]


class Assessment(Owned):
    """What a unit thought of a call, and why. A «no» is remembered and shown when the call comes back.

    It is a review of one chance: rules that count reviews count it too.
    """

    class Answer(models.TextChoices):
        INTERESTING = "interesting", _("intressant")
        LATER = "later", _("kanske senare")
        NO = "no", _("inte för oss")

    row = "opportunity_review"
    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="assessments", verbose_name=spoken("%(unit)s"))
    call = models.ForeignKey(Call, models.PROTECT, related_name="assessments", verbose_name=_("utlysning"))
    answer = models.CharField(_("bedömning"), max_length=11, choices=Answer)
    why = models.TextField(_("varför"), blank=True)
    assessed_on = models.DateField(_("bedömd"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("av"))

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("bedömning")
        verbose_name_plural = _("bedömningar")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["container", "call"], name="one_assessment_per_unit_and_call"),
            models.CheckConstraint(condition=~Q(answer="no") | ~Q(why=""), name="a_no_says_why"),
        ]


class OpportunityReview(Owned):
    """A unit has gone through its chances of joint projects and outside money: when, what it looked at, what came of it."""

    class Result(models.TextChoices):
        NOTHING = "nothing", _("inget för oss just nu")
        INTERESTING = "interesting", _("något är intressant")
        APPLY = "apply", _("vi ska söka")

    row = "opportunity_review"
    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="opportunity_reviews", verbose_name=spoken("%(unit)s"))
    reviewed_on = models.DateField(_("dag"))
    looked_at = models.TextField(_("vad ni gick igenom"))
    levels = models.JSONField(_("på vilka nivåer"), default=list, blank=True)  # of Level; none of them while nobody has said
    result = models.CharField(_("vad ni kom fram till"), max_length=11, choices=Result)
    why = models.TextField(_("varför"), blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="opportunity_reviews", verbose_name=_("av"), editable=False
    )
    calls = models.ManyToManyField(
        Call, through="ReviewedCall", related_name="opportunity_reviews", verbose_name=_("utlysningar"), blank=True
    )

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("genomgång av möjligheter")
        verbose_name_plural = _("genomgångar av möjligheter")
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(looked_at=""), name="a_review_says_what_it_looked_at"),
            models.CheckConstraint(condition=Q(result__in=["nothing", "interesting", "apply"]), name="a_review_has_its_result"),
        ]

    def __str__(self):
        return f"{self.container.label}, {date_format(self.reviewed_on, 'j F Y')}"

    def clean(self):
        if set(self.levels) - set(Level.values):
            raise ValidationError({"levels": _("Välj bland nivåerna i listan.")})

    @property
    def level_labels(self) -> list[str]:
        return [str(Level(level).label) for level in Level.values if level in self.levels]


class ReviewedCall(Owned):
    """A call that was looked at in a review."""

    municipality_from = "review"
    review = models.ForeignKey(OpportunityReview, models.PROTECT, related_name="reviewed", verbose_name=_("genomgång"))
    call = models.ForeignKey(Call, models.PROTECT, related_name="reviewed", verbose_name=_("utlysning"))

    class Meta(Recorded.Meta):
        verbose_name = _("genomgången utlysning")
        verbose_name_plural = _("genomgångna utlysningar")
        constraints = [models.UniqueConstraint(fields=["review", "call"], name="a_call_is_reviewed_once")]


class Note(Owned):
    """A note of what happens in the world around, or a call passed on with a word: from whom, about what, to whom."""

    class Topic(models.TextChoices):
        FUNDING = "funding", _("pengar att söka")
        LEGISLATION = "legislation", _("lagstiftning")
        POLICY = "policy", _("politik")
        PRACTICE = "practice", _("goda exempel")

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="notes", verbose_name=_("från"))
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name=_("skriven av"))
    topic = models.CharField(_("ämne"), max_length=11, choices=Topic, default=Topic.FUNDING)
    day = models.DateField(_("dag"), null=True, blank=True)
    title = models.CharField(_("rubrik"), max_length=200)
    text = models.TextField(_("i ord"), blank=True)
    link = models.URLField(_("länk"), max_length=500, blank=True)
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name=_("utlysning"))

    objects = OfMunicipalityManager()

    class Meta(Recorded.Meta):
        verbose_name = _("notis")
        verbose_name_plural = _("notiser")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["municipality", "-day", "-id"])]

    def __str__(self):
        return self.title


class NoteReceiver(Owned):
    """A unit, or one person there, to whom a note was passed on."""

    municipality_from = "note"
    note = models.ForeignKey(Note, models.PROTECT, related_name="receivers", verbose_name=_("notis"))
    container = models.ForeignKey(Container, models.PROTECT, related_name="notes_received", verbose_name=spoken("%(unit)s"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="notes_received", verbose_name=_("person"))
    opened_on = models.DateField(_("öppnad"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("mottagare av notis")
        verbose_name_plural = _("mottagare av notiser")
        constraints = [
            models.UniqueConstraint(fields=["note", "container", "person"], name="a_note_reaches_a_person_once"),
            models.UniqueConstraint(fields=["note", "container"], condition=Q(person=None), name="a_note_reaches_a_unit_once"),
        ]
