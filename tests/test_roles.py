"""The grants in the database are roles.py, neither more nor less."""

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from councils.access import post_group
from councils.models import AREA_KINDS, BODY_KINDS, Area, Body, Container, ContainerGrant, Municipality
from councils.roles import PERMISSIONS, ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def containers():
    """One container of each kind, in one municipality."""
    home = Municipality.objects.create(slug="by", code="by", name="By", official_name="By kommun", kind="municipality")
    found = {"municipality": home}
    for model, kinds in ((Body, BODY_KINDS), (Area, AREA_KINDS)):
        found |= {kind: model.objects.create(municipality=home, code=kind, name=kind, kind=kind) for kind in kinds}
    return found


def grants(group):
    return set(ContainerGrant.objects.filter(group=group).values_list("permission__codename", "content_object"))


def wanted(role, container):
    return {(c, container.pk) for c in ROLES[role].may} | {(c, container.home_id) for c in ROLES[role].may_in_municipality}


def test_roles_name_only_what_exists(containers):
    for code, role in ROLES.items():
        assert role.may | role.may_in_municipality | {role.appointed_with} <= set(PERMISSIONS), code
        assert role.held_in <= set(containers), code
        assert role.held_in, code


def test_every_group_has_the_grants_of_its_role(containers):
    pairs = [(role, containers[kind]) for role in ROLES for kind in ROLES[role].held_in]
    groups = {post_group(role, container): wanted(role, container) for role, container in pairs}
    assert len(groups) == len(pairs)
    assert [group.name for group, grant in groups.items() if grants(group) != grant] == []


def test_a_group_is_made_right_again(containers):
    area = next(container for container in containers.values() if isinstance(container, Area))
    group = post_group("contact", area)
    ContainerGrant.objects.get(group=group, permission__codename="log").delete()
    assign_perm("councils.administer", group, Container(pk=area.pk))
    assert post_group("contact", area) == group
    assert grants(group) == wanted("contact", area)


def test_nobody_is_put_into_a_group(containers):
    post_group("coordinator", containers["municipality"])
    assert not Group.objects.filter(user__isnull=False).exists()
