"""Asking the EU portal itself: one page at a time, with a pause between, kept on disk so that what came today is not asked for again.

The portal's search interface takes a form and answers a page of JSON; sorted by identifier, since without an order its pages overlap.
"""

import datetime as dt
import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .portal import STATUSES, Unreadable

HOST = "api.tech.ec.europa.eu"
ADDRESS = f"https://{HOST}/search-api/prod/rest/search"
USER_AGENT = "kommuners-internationella-arbete/1.0 (+utlysningar; en begaran i taget)"
PAGE_SIZE, MOST_PAGES = 100, 150
PAUSE, TIMEOUT = 2.0, 60.0  # seconds
WAITS = (5.0, 20.0, 60.0)  # seconds before each new try
LARGEST = 60 * 1024 * 1024  # bytes of one page
PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers after which it is worth to try again
GRANT_TYPES = ["1", "2", "8"]


class Unfetched(Exception):
    """The portal could not be asked; the sentence says what to do. Pages that came are kept and not asked for again today."""


class OwnHostOnly(urllib.request.HTTPRedirectHandler):
    """A redirect that leads elsewhere is not followed."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        require_own_host(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def require_own_host(address: str):
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" or parts.hostname != HOST or parts.port not in (None, 443):
        raise Unfetched(f"Only the portal's own address is asked, https://{HOST}; not {address[:200]}.")


def open_address(request: urllib.request.Request, timeout: float) -> bytes:
    with urllib.request.build_opener(OwnHostOnly).open(request, timeout=timeout) as answer:
        data = answer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unfetched("The portal answered with more than a page can hold. Nothing was written.")
    return data


@dataclass
class Portal:
    """How the portal is asked. Tests give an opener and a sleep of their own."""

    address: str = ADDRESS
    opener: Callable[[urllib.request.Request, float], bytes] = open_address
    sleep: Callable[[float], None] = time.sleep
    folder: Path = field(default_factory=lambda: Path(settings.VAR) / "portal")
    on: dt.date = field(default_factory=timezone.localdate)
    asked: int = 0  # requests made

    def pages(self, programme: str = "", tell: Callable[[int, int], None] = lambda done, total: None) -> Iterator[bytes]:
        """Each page's bytes, in order. `programme` is the portal's own code."""
        require_own_host(self.address)
        query, number, total = query_of(programme), 1, 1
        while number <= total:
            data = self.page(query, number)
            if number == 1:
                total = pages_promised(data)
            yield data
            tell(number, total)
            number += 1

    def page(self, query: dict, number: int) -> bytes:
        file = self.file(query, number)
        if file.exists():
            return file.read_bytes()
        if self.asked:
            self.sleep(PAUSE)
        data = self.fetch(query, number)
        pages_promised(data)  # what is no answer is not kept
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".half")
        half.write_bytes(data)
        half.replace(file)
        return data

    def file(self, query, number) -> Path:
        """A name that says the day, the question and the page."""
        told = hashlib.sha256(json.dumps(query, sort_keys=True).encode()).hexdigest()[:12]
        return self.folder / self.on.isoformat() / f"{told}-{number:03}.json"

    def fetch(self, query, number) -> bytes:
        for wait in (*WAITS, None):
            try:
                self.asked += 1
                return self.opener(request_for(self.address, query, number), TIMEOUT)
            except urllib.error.HTTPError as fault:
                if fault.code not in PASSING or wait is None:
                    raise Unfetched(f"The portal answered {fault.code} to page {number}. {LATER}") from fault
            except (urllib.error.URLError, TimeoutError, OSError) as fault:
                if wait is None:
                    raise Unfetched(
                        f"The portal could not be reached for page {number}: {getattr(fault, 'reason', fault)}. {LATER}"
                    ) from fault
            self.sleep(wait)
        raise AssertionError  # the last try returns or raises

    def forget_other_days(self):
        """Pages of earlier days are of no use to anybody."""
        for file in self.folder.glob("*/*"):
            if file.parent.name != self.on.isoformat():
                file.unlink()


LATER = "Nothing was written. Run it again later; the pages that came today are kept."


def query_of(programme: str) -> dict:
    """Grants that are open or coming."""
    must = [{"terms": {"type": GRANT_TYPES}}, {"terms": {"status": [code for code, status in STATUSES.items() if status != "closed"]}}]
    if programme:
        must.append({"terms": {"frameworkProgramme": [programme]}})
    return {"bool": {"must": must}}


def request_for(address: str, query: dict, number: int) -> urllib.request.Request:
    parts = {"query": query, "languages": ["en"], "sort": {"field": "identifier", "order": "ASC"}}
    mark = uuid.uuid4().hex
    body = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="blob"\r\nContent-Type: application/json\r\n\r\n{json.dumps(value)}\r\n'
        for name, value in parts.items()
    )
    asked = urllib.parse.urlencode({"apiKey": "SEDIA", "text": "***", "pageSize": PAGE_SIZE, "pageNumber": number})
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "User-Agent": USER_AGENT, "Accept": "application/json"}
    return urllib.request.Request(f"{address}?{asked}", f"{body}--{mark}--\r\n".encode(), headers, method="POST")  # noqa: S310 (require_own_host has seen to it)


def pages_promised(data: bytes) -> int:
    try:
        promised = json.loads(data)["totalResults"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Unreadable("The portal's answer is not the JSON that it uses to send.") from fault
    if not isinstance(promised, int) or promised > PAGE_SIZE * MOST_PAGES:
        raise Unfetched(f"The portal promises {promised!r} calls, which cannot be right. Nothing was written.")
    return max(1, ceil(promised / PAGE_SIZE))
