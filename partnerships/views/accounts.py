"""The account of planned work: written, delivered, and missed by those who should have had it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, UpdateView, View

from councils.access import MemberMixin
from councils.editing import StaleMixin
from councils.models import Container
from councils.views.people import add_errors

from .. import visiting
from ..accounts import ACCOUNT, missing_accounts, notice_text, receivers_named
from ..actions import add_file
from ..models import Account, Gift
from ..rows import PARENTS
from ..visit_forms import AccountForm, DeliverForm, FileForm
from .visits import VisitMixin


class OfWork:
    """Planned work with a page of its own; a room says which by the mixin that finds its rows."""

    permission = "log"

    @cached_property
    def work(self):
        return self.get_row()

    def back(self, part=""):
        return PARENTS[self.work.row].address(self.work) + (f"#{part}" if part else "")

    def get_context_data(self, **kwargs):
        return super().get_context_data(work=self.work, back=self.back(), **kwargs)


class AccountEdit(StaleMixin, OfWork):
    """Begins with what the work already says, so that as little as possible is written twice."""

    submit = gettext_lazy("Spara redovisningen")
    form_class = AccountForm
    template_name = "partnerships/account_form.html"

    def get_object(self, queryset=None):
        return getattr(self.work, "account", None) or Account(work=self.work)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"work": self.work}

    def form_valid(self, form):
        said = form.cleaned_data
        visiting.keep_account(
            work=self.work,
            account=form.instance,
            got=said["got"],
            gave=said["gave"],
            next_steps=said.get("next_steps", ""),
            by=self.request.user,
        )
        for name, direction in (("gift_given", Gift.Direction.GIVEN), ("gift_received", Gift.Direction.RECEIVED)):
            visiting.note_gift(work=self.work, what=said.get(name, ""), direction=direction, by=self.request.user)
        messages.success(self.request, _("Redovisningen är sparad."))
        return redirect(self.back("account"))


class AccountDeliver(OfWork):
    """Note that a receiver has got the account. Those that the document names stand first."""

    form_class = DeliverForm
    template_name = "partnerships/account_deliver.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"receivers": Container.objects.of(self.municipality).active(timezone.localdate()).in_order()}

    def get_initial(self):
        account = getattr(self.work, "account", None)
        got = {delivery.receiver.code for delivery in account.deliveries.all()} if account else set()
        named = [code for code in receivers_named(self.work, timezone.localdate(), ACCOUNT) if code not in got]
        first = Container.objects.of(self.municipality).filter(code__in=named[:1]).first()
        return {"receiver": first.pk if first else None, "delivered_on": timezone.localdate()}

    def form_valid(self, form):
        account = getattr(self.work, "account", None)
        try:
            if account is None:
                raise ValidationError(_("Skriv redovisningen först."))
            visiting.deliver_account(account=account, by=self.request.user, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
            return self.form_invalid(form)
        messages.success(self.request, _("Redovisningen är lämnad till %(body)s.") % {"body": form.cleaned_data["receiver"].label})
        return redirect(self.back("account"))


class NoticeGiven(OfWork):
    """«Markera som informerad»: the unit has been told, today."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        work = self.work
        unit = Container.objects.of(self.municipality).filter(code=request.POST.get("enhet", "")).first()
        if unit is None:
            messages.error(request, _("Välj vem som är informerad."))
        else:
            visiting.give_notice(work=work, to=unit, given_on=timezone.localdate(), text=notice_text(work)[1], by=request.user)
            messages.success(request, _("%(unit)s är informerad.") % {"unit": unit.label})
        return redirect(self.back("notices"))


class FileAdded(OfWork):
    """A picture or a file that belongs to the work."""

    form_class = FileForm
    template_name = "partnerships/work_file.html"

    def post(self, request, *args, **kwargs):
        self.get_row()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        add_file(work=self.work, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Filen är sparad."))
        return redirect(self.back("files"))


class VisitFileView(FileAdded, VisitMixin, FormView):
    pass


class VisitAccountView(AccountEdit, VisitMixin, UpdateView):
    pass


class VisitDeliverView(AccountDeliver, VisitMixin, FormView):
    pass


class VisitNoticeView(NoticeGiven, VisitMixin, View):
    pass


class MissingAccountsView(MemberMixin, TemplateView):
    """Each receiver's list of what it has not been told: «?organ» chooses one."""

    template_name = "partnerships/missing_accounts.html"

    def get_context_data(self, **kwargs):
        names = {unit.code: unit.label for unit in Container.objects.of(self.municipality)}
        receivers: dict[str, list] = {}
        for finding in missing_accounts(self.municipality, timezone.localdate()):
            receivers.setdefault(finding.verdict.key, []).append(finding)
        chosen = self.request.GET.get("organ", "")
        groups = [
            (code, names.get(code, code) if code else _("Utan bestämd mottagare"), found)
            for code, found in sorted(receivers.items(), key=lambda pair: (not pair[0], pair[0]))
            if not chosen or code == chosen
        ]
        return super().get_context_data(groups=groups, chosen=names.get(chosen, ""), **kwargs)
