"""A country to measure in: 290 municipalities with six units each, their people and rights, and as many activities as asked for.

Municipalities, units, people and posts are written as the site writes them. Activities go straight into their two tables:
a million history rows would take longer to write than everything else, and only the public page asks for those of its five newest.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.text import slugify
from guardian.models import GroupObjectPermission

from councils.access import post_group
from councils.history import record_all
from councils.models import Appointment, Area, Body, Clause, ContainerGrant, Decision, Document, Matter, Municipality, Person, User
from councils.roles import ROLES
from councils.sorting import sort_key
from partnerships.models import Partner, Relation
from reports.models import Activity, PublicPage

AREAS = 6
# Every tenth activity belongs to the measured municipality, so that its list has full pages at 10,000 rows and grows with the table.
BUSY_SHARE = 10
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 11 * 365
BATCH = 10_000
PUBLISHED = 3  # every third activity is on the public page
TITLES = (
    "Studiebesök om äldreomsorg", "Digitalt möte om gemensam ansökan", "Elevutbyte årskurs 8", "Delegation från vänorten",
    "Konferens om hållbar utveckling", "Praktikplats för gymnasieelever",
)  # fmt: skip
TOWNS = (("Vänort A", "DK", 56.05, 12.25), ("Vänort B", "FI", 59.98, 23.44), ("Vänort C", "NO", 59.79, 10.25))
WORK = """INSERT INTO partnerships_work
(id, municipality_id, "row", container_id, title, starts_on, relation_id, counterpart, description, people_reached, got, gave, status)
VALUES (%s, %s, 'activity', %s, %s, %s, %s, %s, %s, %s, '', '', '')"""
ACTIVITY = "INSERT INTO reports_activity (work_ptr_id, kind, published) VALUES (%s, %s, %s)"


@dataclass(frozen=True)
class Country:
    """`busy` is measured; `contact` holds a post in each of its six units, `coordinator` in the municipality."""

    busy: Municipality
    areas: list[Area]
    others: list[Area]
    relations: list[Relation]
    contact: User
    coordinator: User


def make_country(municipalities: int = 290) -> Country:
    with transaction.atomic():
        homes = [make_municipality(number) for number in range(1, municipalities + 1)]
        busy, areas = homes[0]
        others = [area for _home, units in homes[1:] for area in units]
        relations = [make_relation(busy, *town) for town in TOWNS]
        make_public_page(busy)
        appoint_elsewhere(homes[1:])
        return Country(busy, areas, others, relations, appoint("contact", areas), appoint("coordinator", [busy]))


def make_municipality(number):
    code = f"kommun-{number:03d}"
    home = Municipality(
        slug=code, code=code, name=f"Kommun {number:03d}", official_name=f"Kommun {number:03d}", kind="municipality", scb_code=f"{number:04d}",
        latitude=56 + number % 12, longitude=13 + number % 8,
    ).recorded(by=None)  # fmt: skip
    areas = [
        Area(
            municipality=home, parent=home.container_ptr, code=f"omrade-{n}", name=f"Område {n}", kind="area", position=n, has_ambition=True
        ).recorded(by=None)
        for n in range(1, AREAS + 1)
    ]
    return home, areas


def make_relation(home, name, country, latitude, longitude):
    partner = Partner(
        municipality=home, code=slugify(name), name=name, country=country, latitude=latitude, longitude=longitude
    ).recorded(by=None)  # fmt: skip
    return Relation(
        container=home.container_ptr, partner=partner, code=slugify(name), kind="twin_town", name=name, status="in_force",
        started_year=1990, published=True,
    ).recorded(by=None)  # fmt: skip


def make_public_page(home):
    """A policy in force with its decision and twenty clauses, and the words of the page."""
    board = Body(
        municipality=home, parent=home.container_ptr, code="ks", name="Kommunstyrelsen", kind="executive_board", task="Leder arbetet."
    ).recorded(by=None)
    matter = Matter(municipality=home, code="document.adopt", title="Policy", opened_on=FIRST_DAY).recorded(by=None)
    Decision(matter=matter, body=board, decided_on=FIRST_DAY, section="12", outcome="adopted", state="confirmed").recorded(by=None)
    policy = Document(
        container=home.container_ptr, kind="policy", title="Policy för internationellt arbete", matter=matter, state="in_force",
        valid_from=FIRST_DAY, published=True,
    ).recorded(by=None)  # fmt: skip
    for n in range(1, 21):
        Clause(
            document=policy, code=f"K-{n}", section="1", ordinal=n, strength="must", text="Varje område ska ha en kontaktperson."
        ).recorded(by=None)
    PublicPage(municipality=home, title="Internationellt arbete", lead="Vi arbetar tillsammans med andra.").recorded(by=None)


def appoint(role, containers) -> User:
    """An account whose person holds the role in each of the containers."""
    email = f"{role}@kommun.example"
    account = User.objects.create_user(username=email, email=email)
    person = Person(name=f"Person {role}", email=email, account=account).recorded(by=None)
    for container in containers:
        Appointment(person=person, role=role, container=container, group=post_group(role, container), starts_on=FIRST_DAY).recorded(by=None)
    return account


def appoint_elsewhere(homes):
    """A co-ordinator and a contact person in every other municipality, with the grants that post_group would give."""
    posts = [("coordinator", home, home) for home, _areas in homes]
    posts += [("contact", area, home) for home, areas in homes for area in areas]
    groups = Group.objects.bulk_create([Group(name=f"{role}@{container.pk}") for role, container, _home in posts])
    content_type = ContentType.objects.get_by_natural_key("councils", "container")
    rights = dict(Permission.objects.filter(content_type=content_type).values_list("codename", "pk"))
    grants = []
    for group, (role, container, home) in zip(groups, posts, strict=True):
        wanted = {(codename, container.pk) for codename in ROLES[role].may}
        wanted |= {(codename, home.pk) for codename in ROLES[role].may_in_municipality}
        grants += [ContainerGrant(permission_id=rights[codename], content_object_id=pk, group=group) for codename, pk in sorted(wanted)]
    ContainerGrant.objects.bulk_create(grants, batch_size=500)
    names = sorted({(role, home.pk) for role, _container, home in posts})
    people = record_all(Person, [Person(name=f"{role} {pk}", name_sort=sort_key(f"{role} {pk}")) for role, pk in names])
    by_post = dict(zip(names, people, strict=True))
    appointments = [
        Appointment(
            municipality=home, person=by_post[role, home.pk], role=role, container=container.container_ptr, group=group, starts_on=FIRST_DAY
        )
        for group, (role, container, home) in zip(groups, posts, strict=True)
    ]
    record_all(Appointment, appointments)


def add_activities(country: Country, first: int, last: int) -> None:
    """The activities numbered first to last, both included; the number is the id, so that growing adds to what is there."""
    for start in range(first, last + 1, BATCH):
        numbers = range(start, min(start + BATCH, last + 1))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(WORK, [work_of(country, number) for number in numbers])
            cursor.executemany(ACTIVITY, [activity_of(number) for number in numbers])
    refresh_statistics()


def work_of(country, number):
    turn, place = divmod(number, BUSY_SHARE)
    areas = country.areas if place == 0 else country.others
    area = areas[(turn if place == 0 else number) % len(areas)]
    relation = country.relations[turn % len(country.relations)].pk if place == 0 and turn % 2 else None
    day = FIRST_DAY + dt.timedelta(days=number * 7919 % DAYS)
    text = "Vi gick igenom vad som gjorts och kom överens om nästa steg. " * (1 + number % 3)
    with_whom = (relation, "" if relation else "Region i norr")
    return number, area.municipality_id, area.pk, TITLES[number % len(TITLES)], day, *with_whom, text, 5 + number % 40


def activity_of(number):
    kinds = Activity.Kind.values
    # Shares no factor with BUSY_SHARE: every third of the measured municipality's too.
    return number, kinds[number % len(kinds)], number % PUBLISHED == 0


def refresh_statistics():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def grant_each_row(country: Country, first: int, last: int) -> None:
    """What guardian keeps by default: a grant for each row. Each activity is granted to the contact persons of its unit."""
    right = Permission.objects.get_by_natural_key("view_activity", "reports", "activity")
    groups = dict(Appointment.objects.filter(role="contact").values_list("container", "group"))
    for start in range(first, last + 1, BATCH):
        rows = models.QuerySet(Activity).filter(pk__gte=start, pk__lt=min(start + BATCH, last + 1)).values_list("pk", "container")
        grants = [
            GroupObjectPermission(permission=right, content_type_id=right.content_type_id, object_pk=str(pk), group_id=groups[container])
            for pk, container in rows
        ]
        GroupObjectPermission.objects.bulk_create(grants, batch_size=1000)
    refresh_statistics()


def join_groups(user: User) -> None:
    """guardian asks for membership in groups, which this site never gives: only the pages measured beside it read it."""
    user.groups.set(Appointment.objects.held_by(user).values_list("group", flat=True))
