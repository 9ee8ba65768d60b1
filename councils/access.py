"""Who may do what, today: guardian's grants on containers, opened by appointments in force and by nothing else."""

import datetime as dt
from collections import defaultdict

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from .models import Appointment, Container, ContainerGrant, Municipality
from .roles import ROLES
from .words import speak_of


def post_group(role: str, container: Container) -> Group:
    """The group of this role in this container, with its grants made equal to roles.py. Nobody is ever put into it."""
    group, _ = Group.objects.get_or_create(name=f"{role}@{container.pk}")
    wanted = {(codename, container.pk) for codename in ROLES[role].may}
    wanted |= {(codename, container.home_id) for codename in ROLES[role].may_in_municipality}
    held = set(ContainerGrant.objects.filter(group=group).values_list("permission__codename", "content_object_id"))
    for codename, pk in wanted - held:
        assign_perm(f"councils.{codename}", group, Container(pk=pk))
    for codename, pk in held - wanted:
        remove_perm(f"councils.{codename}", group, Container(pk=pk))
    return group


def read_access(user, on: dt.date) -> dict[str, frozenset[int]]:
    """{codename: ids of containers}, in two queries. The dated appointment is the membership; a role passes down."""
    groups = Appointment.objects.held_by(user).in_force(on).values("group")
    held = set(ContainerGrant.objects.filter(group__in=groups).values_list("permission__codename", "content_object_id"))
    ids = {container for _, container in held}
    inside = defaultdict(set)  # municipality → body and area → section
    below = Container.objects.filter(Q(municipality__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)) if ids else ()
    for pk, *above in below.values_list("pk", "municipality", "parent", "parent__parent") if ids else ():
        for container in above:
            inside[container].add(pk)
    found = defaultdict(set)
    for codename, container in held:
        found[codename] |= {container} | inside[container]
    return {codename: frozenset(containers) for codename, containers in found.items()}


def container_ids(user, codename: str, on: dt.date | None = None) -> frozenset[int]:
    """The containers in which the user may do it. Read once per request, since request.user lives as long as the request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    on = on or timezone.localdate()
    known = user.__dict__.setdefault("_container_access", {})
    if on not in known:
        known[on] = read_access(user, on)
    return known[on].get(codename, frozenset())


class ContainerBackend(ModelBackend):
    """Signing in as ModelBackend does; has_perm(codename, row) asks for the row's container, never for Django's own permissions."""

    def has_perm(self, user, perm, obj=None):
        if obj is None:
            return super().has_perm(user, perm)
        return container_of(obj) in container_ids(user, perm.rpartition(".")[2])

    def get_all_permissions(self, user, obj=None):
        if obj is None:
            return super().get_all_permissions(user)
        codenames = {codename for role in ROLES.values() for codename in role.may | role.may_in_municipality}
        return {f"councils.{codename}" for codename in codenames if container_of(obj) in container_ids(user, codename)}


def container_of(row) -> int:
    """The id of the container that the row belongs to; a row of the whole municipality belongs to the municipality."""
    if isinstance(row, Container):
        return row.pk
    return getattr(row, "container_id", None) or row.municipality_id


def visible_to(rows, user, codename="see"):
    """The rows whose container the user may see, by the same reckoning as container_of: the same function for list, detail, export and file."""
    columns = {field.name: field for field in rows.model._meta.concrete_fields}
    ids = container_ids(user, codename)
    if "container" not in columns:
        return rows.filter(municipality__in=ids)
    whole = Q(container=None, municipality__in=ids) if columns["container"].null else Q(pk__in=())
    return rows.filter(Q(container__in=ids) | whole)


class MunicipalityMixin:
    """Sets self.municipality from the address; an unknown one is 404."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        request.municipality = self.municipality = None

    def dispatch(self, request, *args, **kwargs):
        self.municipality = request.municipality = get_object_or_404(Municipality, slug=kwargs["slug"])
        speak_of(self.municipality)
        return super().dispatch(request, *args, **kwargs)


class MemberMixin(MunicipalityMixin):
    """Anonymous to sign-in, before anything is looked up; a stranger to the municipality 404; without the right 403."""

    permission = "see"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        municipality = Municipality.objects.filter(slug=kwargs["slug"]).first()
        if municipality is None or municipality.pk not in container_ids(request.user, "see"):
            raise Http404
        if not self.may(self.permission, municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self, codename, municipality=None) -> bool:
        """The right somewhere in this municipality."""
        municipality = municipality or self.municipality
        ids = container_ids(self.request.user, codename)
        return bool(ids) and (municipality.pk in ids or Container.objects.of(municipality).filter(pk__in=ids).exists())

    def containers(self, codename):
        """The areas and bodies of this municipality in which the user may do it."""
        ids = container_ids(self.request.user, codename)
        return Container.objects.of(self.municipality).filter(pk__in=ids).in_order() if ids else Container.objects.none()


class RowMixin(MemberMixin):
    """One row of this municipality: another's is 404, one without the right for its container is 403."""

    rows = None  # a queryset

    def get_row(self, **lookup):
        rows = self.get_rows().filter(municipality=self.municipality)
        row = get_object_or_404(visible_to(rows, self.request.user), **(lookup or {"pk": self.kwargs["pk"]}))
        if container_of(row) not in container_ids(self.request.user, self.permission):
            raise PermissionDenied
        return row

    def get_object(self, queryset=None):
        return self.get_row()

    def get_rows(self):
        return self.rows.all()
