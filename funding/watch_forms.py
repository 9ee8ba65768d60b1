"""What people fill in about the watch: what a unit looks for, what it thinks of a call, a note and to whom it goes."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from councils.forms import DayField
from councils.models import Appointment, Container
from councils.spoken import spoken
from partnerships.visit_forms import TwoPartForm

from .models import Assessment, Note, Programme, Watch

LISTENERS = ("contact", "coordinator")  # to whom notes are passed on by name


class WatchForm(forms.ModelForm):
    class Meta:
        model = Watch
        fields = ("container", "programme", "words")

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["container"].queryset = containers
        self.fields["container"].empty_label = None
        self.fields["programme"].queryset = Programme.objects.known_to(municipality).filter(is_current=True).order_by("name", "pk")
        self.fields["programme"].empty_label = _("Alla program")

    def _post_clean(self):
        """The row is judged whole by the verb, which says what is missing in one sentence."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class AssessForm(forms.Form):
    container = forms.ModelChoiceField(Container.objects.none(), label=spoken("%(Unit)s"), empty_label=None)
    answer = forms.ChoiceField(
        label=_("Är den något för oss?"),
        choices=Assessment.Answer,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett svar.")},
    )
    why = forms.CharField(
        label=_("Varför?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Behövs vid nej. Det visas när utlysningen kommer tillbaka nästa år."),
    )

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["container"].queryset = containers


class NoteForm(TwoPartForm):
    """A note of what happens around us, or a call passed on with a word."""

    units = forms.ModelMultipleChoiceField(
        Container.objects.none(), label=_("Skicka till"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        Appointment.objects.none(), label=_("Skicka till en person"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Varför ändras det?"), required=False, max_length=500, help_text=_("Syns i historiken."))

    class Meta:
        model = Note
        fields = ("title", "text", "topic", "link", "day", "container")
        field_classes = {"day": DayField}
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "topic": forms.RadioSelect}

    first_fields = ("title", "text", "units", "people")
    field_order = ("title", "text", "units", "people", "topic", "link", "day", "container", "reason")

    def __init__(self, *args, municipality, containers, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["container"].queryset = containers
        self.fields["container"].empty_label = None
        self.fields["link"].assume_scheme = "https"
        self.fields["title"].error_messages["required"] = _("Skriv vad det handlar om.")
        self.fields["units"].queryset = Container.objects.of(municipality).active(today).in_order()
        posts = Appointment.objects.of(municipality).in_force(today).filter(role__in=LISTENERS)
        self.fields["people"].queryset = posts.select_related("person", "container").order_by("person__name_sort", "pk")
        self.fields["people"].label_from_instance = lambda post: f"{post.person}, {post.container.label}"
        if self.instance.pk is None:
            del self.fields["reason"]

    @property
    def receivers(self):
        """(unit, nobody) and (unit, person), as they were chosen."""
        return [(unit, None) for unit in self.cleaned_data["units"]] + [
            (post.container, post.person) for post in self.cleaned_data["people"]
        ]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Dagen har inte varit än."))
        return day
