"""The same pages by hand: the driver's own cursor and string formatting, no framework between.

The frame of a page (head, navigation, foot) is taken ready-made from the site's own answer. What the bare page leaves out: session,
sign-in, translation, headers, and on the public page the map.
"""

from html import escape

from django.db import connection
from django.utils import timezone

from reports.models import Activity
from reports.views.log import COUNTED, PAGE

KINDS = dict(Activity.Kind.choices)
MONTHS = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"]
RIGHT = """SELECT 1 FROM councils_containergrant g
JOIN auth_permission p ON p.id = g.permission_id
JOIN councils_appointment a ON a.group_id = g.group_id
JOIN councils_person n ON n.id = a.person_id
WHERE n.account_id = %s AND p.codename = 'see' AND g.content_object_id = %s
AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s) LIMIT 1"""
ROWS = """SELECT w.id, w.title, CAST(w.starts_on AS text), a.kind, c.name, COALESCE(r.name, w.counterpart)
FROM partnerships_work w
JOIN reports_activity a ON a.work_ptr_id = w.id
JOIN councils_container c ON c.id = w.container_id
LEFT JOIN partnerships_relation r ON r.id = w.relation_id
WHERE w.municipality_id = %s """
AFTER = "AND w.starts_on <= %s AND (w.starts_on < %s OR w.id < %s) "
NEWEST = "ORDER BY w.starts_on DESC, w.id DESC LIMIT %s"
COUNT = """SELECT COUNT(*) FROM (SELECT 1 FROM partnerships_work WHERE municipality_id = %s AND "row" = 'activity' LIMIT %s) counted"""
UNITS = "SELECT code, name FROM councils_container WHERE municipality_id = %s AND sort = 'area' ORDER BY position, name_sort, id"
ONE = """SELECT w.title, CAST(w.starts_on AS text), a.kind, c.name, COALESCE(r.name, w.counterpart), w.people_reached, w.description, w.got, w.gave
FROM partnerships_work w
JOIN reports_activity a ON a.work_ptr_id = w.id
JOIN councils_container c ON c.id = w.container_id
LEFT JOIN partnerships_relation r ON r.id = w.relation_id
WHERE w.municipality_id = %s AND w.id = %s"""
FILES = "SELECT f.id, f.caption FROM partnerships_workfile f WHERE f.work_id = %s"
PAGE_TEXT = "SELECT title, lead, contact_function, contact_email, contact_phone FROM reports_publicpage WHERE municipality_id = %s"
TOWNS = """SELECT r.name, p.country, r.started_year FROM partnerships_relation r JOIN partnerships_partner p ON p.id = r.partner_id
WHERE r.municipality_id = %s AND r.published AND r.status IN ('in_force', 'paused', 'dormant') ORDER BY r.started_year, r.name_sort"""
DOCUMENTS = """SELECT d.id, d.title, CAST(d.valid_from AS text), CAST(b.decided_on AS text), b.section, c.name
FROM councils_document d
LEFT JOIN councils_decision b ON b.matter_id = d.matter_id AND b.state = 'confirmed'
LEFT JOIN councils_container c ON c.id = b.body_id
WHERE d.municipality_id = %s AND d.published AND d.state <> 'draft'"""
POSTS = """SELECT c.name, COUNT(a.id) FROM councils_container c
LEFT JOIN councils_appointment a ON a.container_id = c.id AND a.role = 'contact' AND a.starts_on <= %s AND (a.ends_on IS NULL OR a.ends_on >= %s)
WHERE c.municipality_id = %s AND c.sort = 'area' GROUP BY c.id, c.name, c.position ORDER BY c.position"""
BODIES = "SELECT name, task FROM councils_container WHERE municipality_id = %s AND sort = 'body' ORDER BY position, name_sort"
EDITIONS = """SELECT y.year, e.number FROM reports_edition e JOIN reports_yearlyreport y ON y.id = e.yearly_report_id
JOIN reports_editionfile k ON k.edition_id = e.id JOIN councils_storedfile f ON f.id = k.file_id AND f.published WHERE e.municipality_id = %s"""


def ask(sql, *values) -> list[tuple]:
    """By the driver's own cursor on Django's connection, so that both sides have the same settings."""
    cursor = connection.connection.cursor()
    try:
        return cursor.execute(sql.replace("%s", "?") if connection.vendor == "sqlite" else sql, values).fetchall()
    finally:
        cursor.close()


def frame(html: str, start: str, end: str) -> tuple[str, str]:
    """What stands before the first `start` and after the `end` that follows it; ValueError where the page has changed its marks."""
    at = html.index(start)
    return html[:at], html[html.index(end, at) + len(end) :]


def short_day(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def list_page(around, country, after=None) -> str:
    today = timezone.localdate()
    home = country.busy
    if not ask(RIGHT, country.contact.pk, home.pk, today, today):
        raise PermissionError
    guard = (after[0], after[0], after[1]) if after else ()
    rows = ask(ROWS + (AFTER if after else "") + NEWEST, home.pk, *guard, PAGE + 1)
    number = ask(COUNT, home.pk, COUNTED + 1)[0][0]
    units = "".join(f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in ask(UNITS, home.pk))
    items = "".join(
        f'<li><span class="who">{KINDS[kind]}</span><div class="what"><a href="/{home.slug}/arbete/logg/{pk}/">{escape(title)}</a>'
        f'<p>{escape(unit)} · {escape(whom)}</p></div><span class="when">{short_day(day)}</span></li>'
        for pk, title, day, kind, unit, whom in rows[:PAGE]
    )
    more = f'<nav class="pager"><a href="?fore={rows[PAGE - 1][2]}.{rows[PAGE - 1][0]}">Äldre</a></nav>' if len(rows) > PAGE else ""
    select = f'<p class="lead">{min(number, COUNTED)}</p><select id="enhet">{units}</select>'
    return f'{around[0]}{select}<ul class="rows below">{items}</ul>{more}{around[1]}'


def detail_page(around, country, pk) -> str:
    today = timezone.localdate()
    home = country.busy
    if not ask(RIGHT, country.contact.pk, home.pk, today, today):
        raise PermissionError
    title, day, kind, unit, whom, people, description, got, gave = ask(ONE, home.pk, pk)[0]
    files = "".join(f'<li><a href="/{home.slug}/arbete/filer/{number}/">{escape(caption)}</a></li>' for number, caption in ask(FILES, pk))
    body = (
        f'<h1>{escape(title)}</h1><p class="lead">{KINDS[kind]} · {short_day(day)} · {escape(whom)}</p>'
        f"<dl><div><dt>Enhet</dt><dd>{escape(unit)}</dd></div><div><dt>Personer</dt><dd>{people}</dd></div></dl>"
        f"<p>{escape(description)}</p><p>{escape(got)}</p><p>{escape(gave)}</p><ul>{files}</ul>"
    )
    return f"{around[0]}{body}{around[1]}"


def public_page(around, country) -> str:
    home, today = country.busy.pk, timezone.localdate()
    newest = ask(ROWS + "AND a.published " + NEWEST, home, 5)
    parts = [
        ask(PAGE_TEXT, home), ask(TOWNS, home), ask(DOCUMENTS, home), ask(POSTS, today, today, home), ask(BODIES, home), ask(EDITIONS, home), newest,
    ]  # fmt: skip
    body = "".join(
        "<section><ul>" + "".join(f"<li>{' · '.join(escape(str(fact)) for fact in row)}</li>" for row in rows) + "</ul></section>"
        for rows in parts
    )
    return f"{around[0]}{body}{around[1]}"
