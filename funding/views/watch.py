"""The watch: what units look for, what has come, what they think of it, and notes passed on."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView, View

from councils.access import MemberMixin, RowMixin, container_ids
from councils.editing import StaleMixin
from councils.models import Container
from councils.views.people import add_errors
from partnerships.views.visits import own_unit, own_units, refused

from .. import watching
from ..call_list import Asked, Line, shown
from ..models import Assessment, Call, CallNews, Note, SavedSearch, Watch
from ..watch_forms import AssessForm, NoteForm, WatchForm
from .calls import CallMixin

RECENT = dt.timedelta(days=30)
MOST_NEWS, PAGE = 200, 30


class UnitsMixin:
    """Forms that are filled in for one of the units in which the user may write."""

    permission = "log"

    def get_form_kwargs(self):
        units = own_units(self.request.user, self.municipality, getattr(self, "object", None))
        return super().get_form_kwargs() | {"municipality": self.municipality, "containers": units}

    def preset(self):
        units = own_units(self.request.user, self.municipality)
        unit = own_unit(self.request.user, units, self.request.GET.get("enhet", ""))
        return unit.pk if unit else None


class WatchView(UnitsMixin, MemberMixin, FormView):
    """Everybody reads; whoever writes in a unit chooses what it watches."""

    template_name = "funding/watch.html"
    form_class = WatchForm
    permission = "see"

    def get_initial(self):
        return {"container": self.preset()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Watch()}

    def get_context_data(self, **kwargs):
        mine = container_ids(self.request.user, "log")
        rows = Watch.objects.of(self.municipality).select_related("container", "programme").order_by("container__name_sort", "pk")
        return super().get_context_data(
            units=by_unit(rows),
            mine=mine,
            may_log=self.may("log"),
            news=self.news(mine),
            assessed=Assessment.objects.of(self.municipality).select_related("container", "call")[:PAGE],
            **kwargs,
        )

    def news(self, mine):
        """What has come of late, by unit: that of the user's own units, or, for one who only reads, of all."""
        rows = CallNews.objects.of(self.municipality).filter(noticed_on__gte=timezone.localdate() - RECENT)
        rows = rows.filter(container__in=mine) if self.may("log") else rows
        rows = list(rows.select_related("container").order_by("container__name_sort", "-noticed_on", "-pk")[:MOST_NEWS])
        calls = {call.pk: call for call in shown(Call.objects.filter(pk__in={row.call_id for row in rows}), self.municipality)}
        lines = {pk: Line.of(call, timezone.localdate()) for pk, call in calls.items()}
        found = {}
        for row in rows:
            found.setdefault(row.container, {}).setdefault(row.call_id, (row, lines[row.call_id]))
        return [(unit, list(of_unit.values())) for unit, of_unit in found.items()]

    def post(self, request, *args, **kwargs):
        if not self.may("log"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            watching.keep_watch(watch=form.instance, by=self.request.user)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Bevakningen är sparad. Nya utlysningar som passar visas här och på ”Att göra”."))
        return redirect("watch", slug=self.municipality.slug)


def by_unit(rows):
    found = {}
    for row in rows:
        found.setdefault(row.container, []).append(row)
    return list(found.items())


class WatchEndView(RowMixin, View):
    rows = Watch.objects.select_related("container")
    permission = "log"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        watching.end_watch(watch=self.get_row(), by=request.user)
        messages.success(request, _("Bevakningen är borttagen."))
        return redirect("watch", slug=self.municipality.slug)


class SearchSaveView(MemberMixin, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        query = urlencode(Asked.of(QueryDict(request.POST.get("query", "")[:2000])).chosen)
        try:
            watching.keep_search(municipality=self.municipality, name=request.POST.get("name", ""), query=query, by=request.user)
        except ValidationError as fault:
            refused(request, fault)
        else:
            messages.success(request, _("Sökningen är sparad och står överst i listan."))
        return redirect(f"{reverse('calls', args=[self.municipality.slug])}?{query}")


class SearchRemoveView(MemberMixin, View):
    """One's own."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        search = get_object_or_404(SavedSearch, municipality=self.municipality, pk=self.kwargs["pk"])
        if search.account_id != request.user.pk:
            raise PermissionDenied
        search.removed(by=request.user)
        return redirect("calls", slug=self.municipality.slug)


class AssessView(UnitsMixin, CallMixin, FormView):
    form_class = AssessForm
    template_name = "funding/assess.html"

    def get_initial(self):
        unit = self.preset()
        row = Assessment.objects.filter(call=self.get_call(), container=unit or 0).first()
        return {"container": unit} | ({"answer": row.answer, "why": row.why} if row else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(call=self.get_call(), back=self.back(), **kwargs)

    def back(self):
        return reverse("call", args=[self.municipality.slug, self.kwargs["pk"]])

    def form_valid(self, form):
        facts = {name: form.cleaned_data[name] for name in ("container", "answer", "why")}
        try:
            watching.assess(call=self.get_call(), by=self.request.user, **facts)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Bedömningen är sparad."))
        return redirect(self.back())


# ── notes


class NotesView(MemberMixin, TemplateView):
    template_name = "funding/notes.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("sida", "")
        page = int(asked) if asked.isdecimal() and 0 < len(asked) < 6 else 1
        topic = self.request.GET.get("amne", "")
        rows = Note.objects.of(self.municipality).select_related("container", "author").prefetch_related("receivers__container")
        if topic in Note.Topic.values:
            rows = rows.filter(topic=topic)
        if to_us := self.request.GET.get("till") == "oss":
            rows = rows.filter(Q(receivers__container__in=self.posts()) | Q(receivers__person__account=self.request.user)).distinct()
        notes = list(rows[(max(1, page) - 1) * PAGE : max(1, page) * PAGE + 1])
        kept = ({"amne": topic} if topic in Note.Topic.values else {}) | ({"till": "oss"} if to_us else {})
        return super().get_context_data(
            notes=notes[:PAGE],
            topics=Note.Topic.choices,
            topic=topic,
            to_us=to_us,
            newer_url=f"?{urlencode(kept | {'sida': page - 1})}" if page > 1 else "",
            older_url=f"?{urlencode(kept | {'sida': page + 1})}" if len(notes) > PAGE else "",
            may_log=self.may("log"),
            **kwargs,
        )

    def posts(self):
        person = getattr(self.request.user, "person", None)
        return person.appointments.in_force(timezone.localdate()).values("container") if person else []


class NoteView(RowMixin, DetailView):
    rows = Note.objects.select_related("container", "author", "call__programme").annotate(opened=Count("receivers__opened_on"))
    template_name = "funding/note.html"

    def get_object(self, queryset=None):
        note = self.get_row()
        watching.open_note(note=note, by=self.request.user)
        return note

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            note=self.object,
            receivers=list(self.object.receivers.select_related("container", "person").order_by("container__name_sort", "pk")),
            may_edit=self.object.container_id in container_ids(self.request.user, "log"),
            **kwargs,
        )


class NoteFormMixin(UnitsMixin):
    form_class = NoteForm
    template_name = "funding/note_form.html"

    def form_valid(self, form):
        try:
            note = watching.keep_note(
                note=form.instance, receivers=form.receivers, by=self.request.user, reason=form.cleaned_data.get("reason", "")
            )
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        forwarded = form.instance.call_id and self.object is None
        messages.success(self.request, _("Utlysningen är skickad vidare.") if forwarded else _("Notisen är sparad."))
        return redirect("note", slug=self.municipality.slug, pk=note.pk)


class NoteNewView(NoteFormMixin, MemberMixin, CreateView):
    """With «?utlysning» a call is passed on."""

    def call(self):
        asked = self.request.GET.get("utlysning", "")
        if not asked:
            return None
        return get_object_or_404(Call.objects.known_to(self.municipality), pk=int(asked) if asked.isdecimal() and len(asked) < 12 else 0)

    def get_form_kwargs(self):
        call = self.call()
        return super().get_form_kwargs() | {"instance": Note(call=call)}

    def get_initial(self):
        call = self.call()
        topic, unit = self.request.GET.get("amne", ""), self.request.GET.get("mottagare", "")
        return {
            "container": self.preset(),
            "day": timezone.localdate(),
            "title": call.title[:200] if call else "",
            "topic": topic if topic in Note.Topic.values else Note.Topic.FUNDING,
            "units": Container.objects.of(self.municipality).filter(code=unit).values_list("pk", flat=True),
        }

    def get_context_data(self, **kwargs):
        call = self.call()
        back = reverse("call", args=[self.municipality.slug, call.pk]) if call else reverse("notes", args=[self.municipality.slug])
        return super().get_context_data(note=None, call=call, back=back, **kwargs)


class NoteEditView(StaleMixin, NoteFormMixin, RowMixin, UpdateView):
    submit = gettext_lazy("Spara notisen")
    rows = Note.objects.select_related("container", "call")

    def get_context_data(self, **kwargs):
        return super().get_context_data(note=self.object, call=self.object.call, back=self.back(), **kwargs)

    def back(self):
        return reverse("note", args=[self.municipality.slug, self.object.pk])
