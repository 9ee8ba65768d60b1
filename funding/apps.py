from django.apps import AppConfig
from django.utils.module_loading import import_string


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self):
        # the lists that come in register themselves, so that the worker knows them too
        import_string("funding.call_imports.CALLS")
