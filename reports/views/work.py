"""«Att göra»: one page that says what is overdue, what is due and what came in."""

from django.utils import timezone
from django.views.generic import TemplateView

from councils.access import MemberMixin, container_ids
from councils.compliance import BREACHED, DUE, OVERDUE, UNKNOWN, findings
from councils.models import Appointment
from councils.standing import standing_on
from funding.project_page import due_to_funders

from ..round import report_year, unit_rows
from ..todo import RECENT, came_in, tasks


class WorkView(MemberMixin, TemplateView):
    template_name = "reports/work.html"

    def get_context_data(self, **kwargs):
        on, now = timezone.localdate(), timezone.now()
        found = list(findings(self.municipality, on))
        todo = tasks(self.municipality, self.request.user, found)
        acting = any(self.may(right) for right in ("log", "record_decisions", "compile", "administer"))
        mine = [task for task in todo if task.mine] if acting else todo
        late = [task for task in mine if task.state in (BREACHED, OVERDUE)]
        followed = standing_on(self.municipality, on, found=found)
        return super().get_context_data(
            on=on,
            acting=acting,
            start=late[0] if late and acting else None,
            late=late[1:] if acting else late,
            late_count=len(late),
            due=[task for task in mine if task.state == DUE],
            unknown=[task for task in mine if task.state == UNKNOWN],
            others=[task for task in todo if not task.mine] if acting else [],
            news=came_in(self.municipality, now - RECENT, user=self.request.user),
            counts=followed.counts,
            clause_total=followed.total,
            report_year=report_year(on),
            units=unit_rows(self.municipality, report_year(on), on),
            may_log=self.may("log"),
            own_report=self.own_report(on),
            to_funders=due_to_funders(self.municipality, container_ids(self.request.user, "log"), on),
            **kwargs,
        )

    def own_report(self, on):
        """The unit whose report a contact person writes: the way there stands on the page."""
        posts = Appointment.objects.of(self.municipality).held_by(self.request.user).in_force(on).filter(role="contact")
        post = posts.select_related("container").first()
        return {"unit": post.container, "year": report_year(on)} if post else None
