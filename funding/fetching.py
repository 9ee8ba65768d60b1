"""Asking the EU portal itself: one page at a time, with a pause between, kept on disk so that what came today is not asked for again.

The portal's search interface takes a form and answers a page of JSON; sorted by identifier, since without an order its pages overlap.
"""

import datetime as dt
import hashlib
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from math import ceil
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .portal import STATUSES, Unreadable

HOST = "api.tech.ec.europa.eu"
PORTS = {"http": 80, "https": 443}
ORIGIN = ("https", HOST, 443)  # the only one that is asked
ADDRESS = f"https://{HOST}/search-api/prod/rest/search"
USER_AGENT = "kommuners-internationella-arbete/1.0 (+utlysningar; en begaran i taget)"
PAGE_SIZE, MOST_PAGES = 100, 150
PAUSE, TIMEOUT = 2.0, 60.0  # seconds
WAITS = (5.0, 20.0, 60.0)  # seconds before each new try, unless the portal asks for more
LONGEST_WAIT = 300.0  # seconds; who asks for more is asked another time
LARGEST = 60 * 1024 * 1024  # bytes of one page
PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers after which it is worth to try again
GRANT_TYPES = ["1", "2", "8"]


class Unfetched(Exception):
    """The portal could not be asked; the sentence says what to do. Pages that came are kept and not asked for again today."""


class OwnHostOnly(urllib.request.HTTPRedirectHandler):
    """A redirect that leads elsewhere is not followed, and so none that would say what we asked to somebody else."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        require_own_host(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def require_own_host(address: str):
    parts = urllib.parse.urlsplit(address)
    if (parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)) != ORIGIN:
        raise Unfetched(
            _("Bara portalens egen adress får frågas, https://%(host)s, inte %(other)s.") % {"host": HOST, "other": address[:200]}
        )


def open_address(request: urllib.request.Request, timeout: float) -> bytes:
    with urllib.request.build_opener(OwnHostOnly).open(request, timeout=timeout) as answer:
        data = answer.read(LARGEST + 1)
        packed = answer.headers.get("Content-Encoding", "").strip().lower() == "gzip"
        if answer.length and len(data) <= LARGEST:
            raise http.client.IncompleteRead(data, answer.length)
    data = unpacked(data) if packed else data
    if len(data) > LARGEST:
        raise Unfetched(_("Portalen svarade med mer än en sida kan rymma. Inget är skrivet. Försök igen senare."))
    return data


def unpacked(data: bytes) -> bytes:
    """At most one byte more than a page can hold, whatever lies in it. OSError, when it was cut off on the way."""
    box = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = box.decompress(data, LARGEST + 1)
    except zlib.error as fault:
        raise OSError("damaged gzip") from fault
    if not box.eof and len(found) <= LARGEST:
        raise OSError("gzip cut off")
    return found


def asked_to_wait(fault: urllib.error.HTTPError) -> float:
    """Seconds that the portal asks for, by a number or a moment; 0 where it does not."""
    told = (fault.headers.get("Retry-After") or "").strip() if fault.headers else ""
    if told.isdecimal():
        return float(told[:9])
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() - time.time())


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
        """A try that failed on the way, or brought no answer, is made again, later and later; the last one says why."""
        for wait in (*WAITS, None):
            try:
                self.asked += 1
                data = self.opener(request_for(self.address, query, number), TIMEOUT)
                pages_promised(data)  # what is no answer is not kept
            except Unreadable:
                if wait is None:
                    raise
            except urllib.error.HTTPError as fault:
                longer = asked_to_wait(fault)
                fault.close()
                if fault.code not in PASSING or wait is None or longer > LONGEST_WAIT:
                    raise Unfetched(later(_("Portalen svarade %(code)s på sida %(page)s."), code=fault.code, page=number)) from fault
                wait = max(wait, longer)
            except (OSError, http.client.HTTPException) as fault:  # URLError and timeouts among them; an answer that was cut off
                if wait is None:
                    raise Unfetched(later(_("Portalen gick inte att nå för sida %(page)s."), page=number)) from fault
            else:
                return data
            self.sleep(wait)
        raise AssertionError  # the last try returns or raises

    def forget_other_days(self):
        """Pages of earlier days are of no use to anybody."""
        for file in self.folder.glob("*/*"):
            if file.parent.name != self.on.isoformat():
                file.unlink()


def later(sentence: str, **facts) -> str:
    return f"{sentence % facts} {_('Inget är skrivet. Försök igen senare: de sidor som har kommit i dag sparas till dess.')}"


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
    headers = {
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
    }
    return urllib.request.Request(f"{address}?{asked}", f"{body}--{mark}--\r\n".encode(), headers, method="POST")  # noqa: S310 (require_own_host has seen to it)


def pages_promised(data: bytes) -> int:
    try:
        promised = json.loads(data)["totalResults"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Unreadable(later(_("Portalens svar är inte den JSON som den brukar skicka."))) from fault
    if not isinstance(promised, int) or promised > PAGE_SIZE * MOST_PAGES:
        raise Unfetched(later(_("Portalen lovar %(number)s utlysningar, och det kan inte stämma."), number=str(promised)[:20]))
    return max(1, ceil(promised / PAGE_SIZE))
