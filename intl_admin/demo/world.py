"""One municipality of the demo while it is being written: its file, its day, and who acts in it."""

import datetime as dt
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from councils.models import Appointment, Container, Decision, Municipality, Person, User

from .days import day_of, first_day

FOLDER = Path(__file__).parent
MUNICIPALITIES = FOLDER / "municipalities"  # one file each, named like its profile


def read(name: str) -> dict:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def names() -> list[str]:
    return sorted(path.stem for path in MUNICIPALITIES.glob("*.toml"))


def address(name: str, domain: str) -> str:
    """«Sven-Åke Lekvall» → sven-ake.lekvall@…"""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{'.'.join(plain.split())}@{domain}"


@dataclass
class World:
    municipality: Municipality
    today: dt.date
    data: dict
    decisions: dict[str, Decision] = field(default_factory=dict)

    def day(self, text: str) -> dt.date:
        return day_of(text, self.today)

    def past(self, day: dt.date) -> dt.date:
        """The day, or today where it has not come yet: early in the year not all of the year before is done."""
        return min(day, self.today)

    def registered(self, day: dt.date) -> dt.date:
        """When something of that day was written down."""
        return self.past(max(day, first_day(self.today)))

    def in_years(self, text: str) -> str:
        """The text with {year} and {year-1} … filled in."""
        for number in range(-4, 5):
            text = text.replace(f"{{year{number:+d}}}", str(self.today.year + number))
        return text.replace("{year}", str(self.today.year))

    @cached_property
    def containers(self) -> dict[str, Container]:
        found = {one.code: one for one in Container.objects.of(self.municipality).select_related("area", "body")}
        return found | {"municipality": self.municipality.container_ptr}

    def container(self, code: str) -> Container:
        return self.containers[code]

    def body(self, code: str):
        return self.containers[code].body

    def email(self, one: dict) -> str:
        return one.get("email") or address(one["name"], self.data["domain"])

    @cached_property
    def accounts(self) -> dict[str, User]:
        """{role: who writes things down, also what happened before that person had the post}: the first of the file with that first post."""
        found = {}
        for one in self.data["people"]:
            found.setdefault(one["posts"][0]["role"], self.email(one))
        people = {person.email: person for person in Person.objects.filter(email__in=found.values()).select_related("account")}
        return {role: people[email].account for role, email in found.items()}

    def account(self, role: str) -> User:
        return self.accounts[role]

    @cached_property
    def contacts(self) -> list[Appointment]:
        posts = Appointment.objects.of(self.municipality).filter(role="contact", person__account__isnull=False)
        return list(posts.select_related("person__account").order_by("deputy", "pk"))

    def contact(self, container: Container, on: dt.date) -> User:
        """Who wrote for the unit that day: its contact person, else the co-ordinator."""
        held = (post.person.account for post in self.contacts if post.container_id == container.pk and post.is_in_force(on))
        return next(held, self.account("coordinator"))
