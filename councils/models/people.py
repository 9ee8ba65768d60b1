"""Who: accounts, persons, seats, and the dated appointments that open every right."""

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..history import Owned, Recorded, RecordedManager, RecordedQuerySet
from ..roles import ROLES
from ..sorting import sort_key
from ..spoken import spoken
from .containers import Container


class User(AbstractUser):
    """A way in, not the person. No history here: each sign-in saves the row, and it carries the password hash."""

    email = models.EmailField(_("e-post"), unique=True)
    language = models.CharField(_("språk"), max_length=5, blank=True, editable=False)  # the latest chosen; letters are written in it

    def save(self, *args, **kwargs):
        """The person's address follows the one that the account signs in with, by whichever way it was changed."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            fields = kwargs.get("update_fields")
            if fields is None or "email" in fields:
                for person in Person.objects.filter(account=self).exclude(email=self.email.lower()):
                    person.email = self.email
                    person.recorded(by=self, reason=gettext("Ny e-postadress för inloggningen"))

    @property
    def called(self):
        """The person's name; an account that belongs to nobody is called by its address."""
        person = getattr(self, "person", None)
        return person.name if person else self.email

    def has_perm(self, perm, obj=None):
        """For a row, a superuser is nobody special: Django's shortcut would open pages that the lists do not show."""
        if obj is None:
            return super().has_perm(perm)
        return any(backend.has_perm(self, perm, obj) for backend in get_backends() if hasattr(backend, "has_perm"))


class Person(Recorded):
    """Somebody who holds posts, perhaps in several municipalities. May lack an account and still fill a seat."""

    name = models.CharField(_("namn"), max_length=200)
    name_sort = models.CharField(max_length=240, editable=False)
    email = models.EmailField(_("e-post"), blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    account = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person", verbose_name=_("konto"))

    class Meta(Recorded.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints = [models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="one_person_per_email")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_sort = sort_key(self.name)
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class AccountEvent(models.Model):
    """What happened to a way in: invited, linked, deactivated. Written once."""

    class What(models.TextChoices):
        INVITED = "invited", _("inbjuden")
        DEACTIVATED = "deactivated", _("avstängd")
        OPENED = "opened", _("öppnad igen")

    person = models.ForeignKey(Person, models.PROTECT, related_name="account_events")
    what = models.CharField(max_length=12, choices=What)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]


class Seat(Owned):
    """A place that one person at a time holds: the second contact person of an area, the co-ordinator's post."""

    municipality_from = "container"
    container = models.ForeignKey(Container, models.PROTECT, related_name="seats", verbose_name=spoken(_("%(unit)s eller organ")))
    role = models.CharField(_("roll"), max_length=30, choices=[(code, role.label) for code, role in ROLES.items()])
    deputy = models.BooleanField(_("ersättare"), default=False)
    position = models.PositiveSmallIntegerField(_("plats"))
    closed_on = models.DateField(_("plats till och med"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("plats")
        verbose_name_plural = _("platser")
        constraints = [models.UniqueConstraint(fields=["container", "role", "deputy", "position"], name="one_seat_per_position")]

    def __str__(self):
        return f"{ROLES[self.role].label} {self.position}, {self.container}"


class AppointmentQuerySet(RecordedQuerySet):
    def in_force(self, on):
        """Held on the day: the first and the last day both count."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def overlapping(self, starts_on, ends_on):
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return rows if ends_on is None else rows.filter(starts_on__lte=ends_on)

    def held_by(self, user):
        return self.filter(person__account=user)

    def of(self, municipality):
        return self.filter(municipality=municipality)


class AppointmentManager(RecordedManager.from_queryset(AppointmentQuerySet)):
    pass


class Appointment(Owned):
    """A person's post in a container from a day to a day, with the decision behind it. It is the membership that opens rights."""

    municipality_from = "container"
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("roll"), max_length=30, choices=[(code, role.label) for code, role in ROLES.items()])
    container = models.ForeignKey(Container, models.PROTECT, related_name="appointments", verbose_name=spoken(_("%(unit)s eller organ")))
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("plats"))
    group = models.ForeignKey(Group, models.PROTECT, editable=False, related_name="+")
    deputy = models.BooleanField(_("ersättare"), default=False)
    title = models.CharField(_("titel"), max_length=120, blank=True)
    home_unit = models.ForeignKey(
        Container,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hemvist"),
        help_text=spoken(_("%(The_unit)s där personen arbetar.")),
    )
    starts_on = models.DateField(_("från och med"))
    ends_on = models.DateField(_("till och med"), null=True, blank=True)
    decision = models.ForeignKey(
        "Decision", models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("beslut som ligger bakom")
    )
    publish_name = models.BooleanField(_("namnet får visas för alla"), default=False)
    note = models.TextField(_("anteckning"), blank=True)

    objects = AppointmentManager()

    class Meta(Recorded.Meta):
        verbose_name = _("uppdrag")
        verbose_name_plural = _("uppdrag")
        indexes = [models.Index(fields=["person", "starts_on"]), models.Index(fields=["container", "role", "starts_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="ends_after_it_starts"),
            models.UniqueConstraint(fields=["seat"], condition=Q(ends_on=None), name="one_open_term_per_seat"),
        ]

    def __str__(self):
        return f"{self.person}, {self.role_label}, {self.container}"

    def clean(self):
        faults = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            faults["ends_on"] = _("Slutdagen kan inte vara före startdagen.")
        if self.decision_id and self.container_id and self.decision.municipality_id != self.container.home_id:
            faults["decision"] = _("Beslutet är fattat av en annan kommun. Välj ett av kommunens egna beslut.")
        if self.role and self.container_id and self.container.kind not in ROLES[self.role].held_in:
            faults["container"] = _("Uppdraget kan inte finnas här. Välj någon annanstans i kommunen.")
        if faults:
            raise ValidationError(faults)

    @property
    def role_label(self):
        return self.title or ROLES[self.role].label

    def is_in_force(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
