"""./run manage sync_roles : make every post's grants equal to councils/roles.py, after it has changed."""

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from councils.access import post_group
from councils.models import Container, ContainerGrant
from councils.roles import ROLES


class Command(BaseCommand):
    help = "Make the grants of every post equal to councils/roles.py."
    requires_system_checks = []

    @transaction.atomic
    def handle(self, **options):
        before = set(ContainerGrant.objects.values_list("group", "permission", "content_object"))
        for group in Group.objects.filter(name__contains="@"):
            role, _, pk = group.name.rpartition("@")
            if role in ROLES:
                post_group(role, Container.objects.get(pk=pk))
            else:  # a role that is no more opens nothing
                ContainerGrant.objects.filter(group=group).delete()
        after = set(ContainerGrant.objects.values_list("group", "permission", "content_object"))
        self.stdout.write(f"{Group.objects.count()} posts: {len(after - before)} grants given, {len(before - after)} taken back")
