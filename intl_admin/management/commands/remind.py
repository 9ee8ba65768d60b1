"""manage.py remind --site https://… : tell contact persons and co-ordinators by mail of calls that concern their units, each once."""

from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from councils.models import Municipality
from funding.reminders import remind

from ._arguments import municipality_called


class Command(BaseCommand):
    help = "Sends one letter to each person whose units have new or changed calls to look at. Run it every morning: nothing is told twice."

    def add_arguments(self, parser):
        parser.add_argument("--site", required=True, metavar="https://…", help="the site's own address, for the links of the letter")
        parser.add_argument("--municipality", metavar="SLUG", help="only this one")

    def handle(self, *, site, municipality, **options):
        if urlsplit(site).scheme not in ("https", "http") or not urlsplit(site).hostname:
            raise CommandError(f"{site!r} is not the address of a site; write it as https://internationellt.kommunen.example")
        chosen = [municipality_called(municipality)] if municipality else Municipality.objects.order_by("slug")
        letters, failed = 0, []
        for one in chosen:
            sent, unreached = remind(one, base=site)
            letters, failed = letters + sent, failed + unreached
        for address in failed:
            self.stderr.write(f"{address}: could not be reached; its news is told in the next letter unless somebody else has had it")
        self.stdout.write(f"{letters} letter(s) sent.")
        if failed and not letters:
            raise CommandError("no letter could be sent; check EMAIL_URL")
