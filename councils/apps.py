from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CouncilsConfig(AppConfig):
    name = "councils"

    def ready(self):
        # every room's rules.py, so that RULES and FIELDS are complete before the first setting is read
        autodiscover_modules("rules")
        # … and imports.py, so that each sort of list is known
        autodiscover_modules("imports")
