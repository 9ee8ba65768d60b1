"""The municipality's own words, and changing them."""

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView, UpdateView

from ..access import MemberMixin
from ..editing import StaleMixin, VersionedForm
from ..models import Document, Word
from ..roles import ROLES
from ..words import GENERAL, Forms, Words

FORMS = ("singular", "definite", "plural", "definite_plural")


def codes_of(municipality) -> list[str]:
    """Everything that has a word: what the product always speaks of, the posts, the kinds of document here, and the own ones."""
    kinds = Document.objects.of(municipality).values_list("kind", flat=True)
    return list(dict.fromkeys([*GENERAL, *ROLES, *sorted(kinds), *Words(municipality).own]))


def general(code) -> Forms:
    """The word without the municipality: a role's label says itself in all forms."""
    with override("sv"):
        words = Words(None)[code]
        return words if code in GENERAL or code not in ROLES else Forms(*[str(ROLES[code].label)] * 4)


class WordForm(VersionedForm):
    reason = forms.CharField(
        label=gettext_lazy("Varför ändras det?"), required=False, max_length=500, help_text=gettext_lazy("Syns i historiken.")
    )

    class Meta:
        model = Word
        fields = (*FORMS, "singular_en", "plural_en")
        labels = {"singular": gettext_lazy("En eller ett …"), "definite": gettext_lazy("Den eller det …"),
                  "plural": gettext_lazy("Flera …"), "definite_plural": gettext_lazy("Alla de …"),
                  "singular_en": gettext_lazy("På engelska, en"), "plural_en": gettext_lazy("På engelska, flera")}  # fmt: skip


class WordsView(MemberMixin, TemplateView):
    template_name = "councils/rule_words.html"
    permission = "administer"

    def get_context_data(self, **kwargs):
        own = Words(self.municipality).own
        rows = []
        for code in codes_of(self.municipality):
            forms_here = Forms(*(getattr(own[code], name) for name in FORMS)) if code in own else general(code)
            rows.append((code, forms_here, own.get(code)))
        return super().get_context_data(rows=rows, **kwargs)


class WordEditView(StaleMixin, MemberMixin, UpdateView):
    submit = gettext_lazy("Spara ordet")
    form_class = WordForm
    template_name = "councils/rule_word_form.html"
    permission = "administer"

    def get_object(self, queryset=None):
        code = self.kwargs["code"]
        if code not in codes_of(self.municipality):
            raise Http404
        known = Word.objects.filter(municipality=self.municipality, code=code).first()
        return known or Word(municipality=self.municipality, code=code, **asdict(general(code)))

    def get_context_data(self, **kwargs):
        return super().get_context_data(word=self.object, general=general(self.object.code), back=self.back(), **kwargs)

    def form_valid(self, form):
        form.instance.recorded(by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Ordet är sparat."))
        return redirect("words", slug=self.municipality.slug)

    def back(self):
        return reverse("words", args=[self.municipality.slug])
