"""What the list of projects holds as a file: the columns that an import knows, so that it can come in again."""

from .project_columns import COLUMNS


def projects_as_table(projects):
    """(headings, rows) of projects with their programme and unit fetched."""
    return [column.name for column in COLUMNS], [cells(project) for project in projects.prefetch_related("partners__partner").iterator(500)]


def cells(project) -> list:
    found = {
        "title": project.title,
        "unit": project.container.code,
        "programme": project.programme.name if project.programme_id else "",
        "funder": project.funder,
        "reference": project.reference,
        "when": project.when_text,
        "starts": project.starts_on,
        "ends": project.ends_on,
        "status": project.status,
        "granted": money(project.amount, project.currency),
        "total_cost": money(project.total_cost, project.currency),
        "own_cash": money(project.own_cash, project.currency),
        "own_time": money(project.own_time, project.currency),
        "rate": project.rate,
        "rate_day": project.rate_on,
        "lead": project.get_lead_display() if project.lead else "",
        "partners": "; ".join(str(one) for one in project.partners.all()),
        "account_code": project.account_code,
        "goals": project.goals,
        "results": project.came,
        "note": project.description,
    }
    return [found.get(column.name) for column in COLUMNS]


def money(value, currency) -> str:
    return "" if value is None else f"{value.normalize():f} {currency}"
