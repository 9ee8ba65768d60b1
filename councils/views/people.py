"""Who holds which post: contact persons, seats, bodies; appointing, ending, inviting."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from .. import actions, commissioning
from ..access import MemberMixin, RowMixin, container_ids, container_of
from ..exports import ExportMixin
from ..forms import AppointForm, EndAppointmentForm, InviteForm
from ..invitations import invitation_letter
from ..models import AREA_KINDS, Appointment, Commission, Container, Municipality, Seat
from ..roles import ROLES
from ..spoken import speak
from ..transitions import Blocked
from ..words import Words

IN_UNITS = [code for code, role in ROLES.items() if role.held_in & set(AREA_KINDS)]  # those of a body stand with the body
POST = ("person", "container", "decision__body", "decision__post")  # what a post's row shows


@dataclass
class Unit:
    """A container with the posts that are held in it today and the seats that nobody holds."""

    container: Container
    held: list = field(default_factory=list)
    coming: list = field(default_factory=list)
    vacant: list = field(default_factory=list)


def units_with_posts(municipality, roles, on) -> list[Unit]:
    """Every container that has, or should have, holders of the roles; three queries for any number of units."""
    appointments = Appointment.objects.of(municipality).filter(role__in=roles).select_related(*POST)
    seats = Seat.objects.filter(municipality=municipality, role__in=roles, closed_on=None).select_related("container")
    units = {container.pk: Unit(container) for container in Container.objects.of(municipality).active(on).in_order()}
    taken = set()
    for appointment in appointments.order_by("deputy", "seat__position", "starts_on", "pk"):
        unit = units.get(appointment.container_id)
        if unit is None or (appointment.ends_on and appointment.ends_on < on):
            continue
        if appointment.starts_on > on:
            unit.coming.append(appointment)
        else:
            unit.held.append(appointment)
            taken.add(appointment.seat_id)
    for seat in seats.order_by("deputy", "position"):
        if seat.pk not in taken and seat.container_id in units:
            units[seat.container_id].vacant.append(seat)
    return list(units.values())


def may_end(units, user) -> frozenset[int]:
    """Ids of the posts that the user may end: it takes the right that appoints to the role."""
    posts = [post for unit in units for post in (*unit.held, *unit.coming)]
    return frozenset(p.pk for p in posts if p.container_id in container_ids(user, ROLES[p.role].appointed_with))


class ContactsView(ExportMixin, MemberMixin, TemplateView):
    template_name = "councils/contacts.html"
    export_name = "kontaktpersoner"

    def export(self):
        """The posts as they are shown, the vacant seats among them."""
        rows = []
        for unit in self.get_context_data()["units"]:
            label = unit.container.label
            rows += [[label, "", _("tom plats"), seat.position] for seat in unit.vacant]
            rows += [[label, post.person.name, post.role_label, "", post.starts_on, post.ends_on] for post in (*unit.held, *unit.coming)]
        return [speak("%(unit)s"), _("namn"), _("uppdrag"), _("plats"), _("från och med"), _("till och med")], rows

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        units = units_with_posts(self.municipality, IN_UNITS, on)
        owing = [unit for unit in units if unit.container.sort == "area" or unit.held or unit.vacant or unit.coming]
        return super().get_context_data(
            units=owing,
            vacancies=sum(len(unit.vacant) for unit in owing),
            ending=may_end(owing, self.request.user),
            appointing=container_ids(self.request.user, "appoint"),
            **kwargs,
        )


class BodiesView(MemberMixin, TemplateView):
    """The organs and who sits in them, and the posts of the whole municipality."""

    template_name = "councils/bodies.html"
    roles = [role for role in ROLES if role != "contact"]

    def functions(self, on):
        """(a function that is held or coming, for which units)."""
        words, rows = Words(self.municipality), Commission.objects.of(self.municipality).not_over(on).in_order()
        rows = rows.select_related("container", "decision__body", "decision__post")
        return [(one, ", ".join(words[kind].plural for kind in one.serves)) for one in rows]

    def to_appoint(self):
        """(code, word) of the posts of the whole municipality, or of a unit, that the reader may appoint to."""
        words, may = Words(self.municipality), {right for right in ("administer", "appoint") if self.may(right, self.municipality)}
        return [(c, words.role(c)) for c in self.roles if ROLES[c].appointed_with in may and "municipality" in ROLES[c].held_in]

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        units = units_with_posts(self.municipality, self.roles, on)
        central = Appointment.objects.filter(container=self.municipality, role__in=self.roles).in_force(on)
        seats = Seat.objects.filter(container=self.municipality, closed_on=None, role__in=self.roles).select_related("container")
        central = list(central.select_related(*POST).order_by("role", "starts_on"))
        vacant = [seat for seat in seats if seat.pk not in {post.seat_id for post in central}]
        may = self.may("administer")
        whole, bodies = Unit(self.municipality, central, [], vacant), [unit for unit in units if unit.container.sort == "body"]
        for unit in bodies:
            unit.held.sort(key=lambda post: post.role != "convener")
        return super().get_context_data(
            units=bodies,
            central=whole,
            functions=self.functions(on),
            convened=("council", "committee", "management_group"),  # the others have a chair, whom the law has them elect
            may_commission=self.may(commissioning.PERMISSION, self.municipality),
            ending=may_end([whole, *units], self.request.user),
            appointing=container_ids(self.request.user, "appoint"),
            may_administer=may,
            roles=self.to_appoint(),
            **kwargs,
        )


class AppointView(MemberMixin, FormView):
    """Give somebody a post in a unit. Which posts one may give stands in roles.py."""

    template_name = "councils/appoint.html"
    form_class = AppointForm
    permission = "appoint"

    def dispatch(self, request, *args, **kwargs):
        self.role = request.GET.get("roll", "contact")
        if self.role not in ROLES:
            self.role = "contact"
        self.permission = ROLES[self.role].appointed_with
        return super().dispatch(request, *args, **kwargs)

    def may_appoint_in(self):
        kinds = ROLES[self.role].held_in
        ids = container_ids(self.request.user, self.permission)
        found = Container.objects.filter(pk__in=ids, kind__in=kinds).active(timezone.localdate()).in_order()
        return found.filter(municipality=self.municipality) | found.filter(pk=self.municipality.pk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"role": self.role, "containers": self.may_appoint_in(), "municipality": self.municipality}

    def get_initial(self):
        chosen = self.may_appoint_in().filter(code=self.request.GET.get("enhet", "")).first()
        return {"container": chosen.pk if chosen else None}

    def get_context_data(self, **kwargs):
        chosen = self.may_appoint_in().filter(code=self.request.GET.get("enhet", "")).first()
        unit = None
        if chosen:
            unit = next(
                (u for u in units_with_posts(self.municipality, [self.role], timezone.localdate()) if u.container.pk == chosen.pk), None
            )
        words = Words(self.municipality)
        return super().get_context_data(unit=unit, role=self.role, role_word=words.role(self.role), back=self.get_success_url(), **kwargs)

    def form_valid(self, form):
        try:
            made = actions.appoint_by_name(role=self.role, by=self.request.user, **form.cleaned_data)
        except Blocked as blocked:
            may_be_explained = all(finding.asks_reason for finding in blocked.findings)
            form.add_error("reason" if may_be_explained else "decision", blocked)
            return self.form_invalid(form)
        except ValidationError as fault:
            add_errors(form, fault, {"person": "name"})
            return self.form_invalid(form)
        messages.success(self.request, _("%(person)s är utsedd i %(unit)s.") % {"person": made.person, "unit": made.container})
        return redirect(list_of(made.role, made.container), slug=self.municipality.slug)

    def get_success_url(self):
        return reverse("contacts" if self.role == "contact" else "bodies", args=[self.municipality.slug])


def list_of(role, container) -> str:
    """The page where the post is told: by unit, or by body."""
    return "contacts" if role == "contact" or container.sort == Container.Sort.AREA else "bodies"


def add_errors(form, fault, names=None):
    """An action's refusal beside the fields of the form that asked for it."""
    names = names or {}
    if not hasattr(fault, "error_dict"):
        form.add_error(None, fault)
        return
    for name, errors in fault.message_dict.items():
        target = names.get(name, name)
        form.add_error(target if target in form.fields else None, errors)


class AppointmentMixin(RowMixin):
    rows = Appointment.objects.select_related("person", "container", "municipality", "decision__body")
    permission = "appoint"

    def get_row(self, **lookup):
        """Ending takes the same right as appointing: the role says which."""
        self.permission = "see"
        appointment = super().get_row(**lookup)
        if container_of(appointment) not in container_ids(self.request.user, ROLES[appointment.role].appointed_with):
            raise PermissionDenied
        self.told_in = list_of(appointment.role, appointment.container)
        return appointment

    def get_success_url(self):
        return reverse(self.told_in, args=[self.municipality.slug])


class EndAppointmentView(AppointmentMixin, FormView):
    template_name = "councils/appointment_end.html"
    form_class = EndAppointmentForm
    permission = "see"

    def get_context_data(self, **kwargs):
        return super().get_context_data(appointment=self.get_row(), back=self.get_success_url(), **kwargs)

    def form_valid(self, form):
        appointment = self.get_row()
        try:
            actions.end_appointment(appointment=appointment, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Uppdraget slutar. Platsen blir ledig dagen efter."))
        return super().form_valid(form)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)


class InviteView(AppointmentMixin, FormView):
    """Send the person a letter with a way in, to the address that is known or given here."""

    permission = "see"
    form_class = InviteForm
    template_name = "councils/appointment_invite.html"

    def get_initial(self):
        return {"email": self.get_row().person.email}

    def get_context_data(self, **kwargs):
        return super().get_context_data(appointment=self.get_row(), back=self.get_success_url(), **kwargs)

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        appointment = self.get_row()
        try:
            account = actions.invite(person=appointment.person, email=form.cleaned_data["email"], by=self.request.user)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        subject, body = invitation_letter(self.request, account, Municipality.objects.get(pk=appointment.municipality_id))
        self.send(subject, body, account.email)
        return super().form_valid(form)

    def send(self, subject, body, email):
        """After the account is saved: a mail server that is down takes nothing back, and the letter can be sent again."""
        try:
            send_mail(subject, body, None, [email])
        except OSError:
            messages.error(self.request, _("Inbjudan kunde inte skickas till %(email)s. Försök igen om en stund.") % {"email": email})
        else:
            messages.success(self.request, _("En inbjudan är skickad till %(email)s.") % {"email": email})
