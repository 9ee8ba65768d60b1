"""Django's own admin over the same rows, filtered by django-guardian in its two ways. Installed while the bench measures it, never in the site."""

from django.contrib import admin
from django.urls import path
from guardian.shortcuts import get_objects_for_user

from councils.models import Container
from intl_admin.urls import urlpatterns as site_urls
from reports.models import Activity
from reports.views.log import PAGE


class OpenSite(admin.AdminSite):
    """Whoever is signed in: which rows are shown is what is measured."""

    def has_permission(self, request):
        return request.user.is_active


class ActivityList(admin.ModelAdmin):
    list_display = ["starts_on", "kind", "title", "container", "relation", "counterpart"]
    list_select_related = ["container", "relation"]
    list_per_page = PAGE
    ordering = ["-starts_on", "-pk"]

    def has_module_permission(self, request):
        return True

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False


class ByContainer(ActivityList):
    """Grants on units, guardian's queryset nested in the list's."""

    def get_queryset(self, request):
        allowed = get_objects_for_user(request.user, "log", Container.objects.all(), accept_global_perms=False)
        return super().get_queryset(request).filter(container__in=allowed)


class ByRow(ActivityList):
    """A grant for each row, as guardian keeps them unless told otherwise."""

    def get_queryset(self, request):
        return get_objects_for_user(request.user, "view_activity", super().get_queryset(request), accept_global_perms=False)


def site(name, list_class):
    made = OpenSite(name=name)
    made.register(Activity, list_class)
    return made


urlpatterns = [
    path("containers/", site("containers", ByContainer).urls),
    path("rows/", site("rows", ByRow).urls),
    *site_urls,
]
