"""manage.py forget: persons at partners' contact points whose day has passed are forgotten, also in the history."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from partnerships.register import forget_contact_persons


class Command(BaseCommand):
    help = "Forgets persons at partners' contact points whose last day has passed. Run it every night."

    def handle(self, *args, **options):
        number = forget_contact_persons(on=timezone.localdate())
        self.stdout.write(f"{number} person(s) forgotten.")
