"""The site as an app: its checks, and which static files it collects."""

import ctypes
import re
import sys

from django.apps import AppConfig
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core import checks

PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
USED_FONT_FILES = re.compile(r"LICENSE|[46]00\.css|files/.*-[46]00-normal\.woff2?")


class IntlAdminConfig(AppConfig):
    name = "intl_admin"


class UsedFiles(FileSystemFinder):
    """Collects regular and semibold of the typeface; the hundreds of other files would be compressed and never asked for."""

    def list(self, ignore_patterns):
        found = super().list(ignore_patterns)
        return ((path, storage) for path, storage in found if storage.prefix != "fonts" or USED_FONT_FILES.fullmatch(path))


def missing_libraries(libraries):
    """The Debian packages of those shared libraries that cannot be loaded."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


@checks.register("pdf")
def pdf_libraries(app_configs, **kwargs):
    """WeasyPrint dies at import without Pango, so the render imports it late and this check says in time what to install."""
    missing = missing_libraries(PDF_LIBRARIES) if sys.platform == "linux" else []
    if not missing:
        return []
    return [
        checks.Warning(
            "Reports cannot be made as PDF: a system library is missing.", hint=f"apt-get install {' '.join(missing)}", id="intl_admin.W001"
        )
    ]
