"""The first way in: `./run manage appoint SLUG ROLE EMAIL NAME`, for a municipality where nobody can sign in yet."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from councils import actions
from councils.invitations import set_password_path
from councils.roles import ROLES

from ._arguments import municipality_called


class Command(BaseCommand):
    help = "Appoints a person in a municipality from today and prints the path where the password is set."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the municipality's address, such as kommunen")
        parser.add_argument("role", choices=[code for code, role in ROLES.items() if "municipality" in role.held_in])
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *, slug, role, email, name, **options):
        municipality = municipality_called(slug)
        try:
            with transaction.atomic():
                post = actions.appoint_by_name(
                    name=name, email=email, role=role, container=municipality.container_ptr, starts_on=timezone.localdate(), by=None
                )
                account = actions.invite(person=post.person, by=None)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        self.stdout.write(f"{post.person} is {role} in {municipality} from today.\nSet a password at {set_password_path(account)}")
