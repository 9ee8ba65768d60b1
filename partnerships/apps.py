from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PartnershipsConfig(AppConfig):
    name = "partnerships"

    def ready(self):
        # every room's row_kinds.py, so that each small row has its page
        autodiscover_modules("row_kinds")
