"""The EU portal asked over a real connection: a server of our own on this machine answers as the portal does on its bad days."""

import gzip
import json
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from funding import fetching
from funding.fetching import PAGE_SIZE, Portal, Unfetched
from funding.harvest import bring_in
from funding.models import Call
from funding.portal import Unreadable, read
from tests.test_import_calls import answer, record

SHORT = 0.3  # seconds until a silent server counts as silent


class Handler(BaseHTTPRequestHandler):
    """Answers the page that is asked for; before that, once each, what stands first in `server.faults`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body, dict(self.headers)))
        fault = self.server.faults.pop(0) if self.server.faults else "page"
        getattr(self, f"answer_{fault}" if isinstance(fault, str) else "answer_code")(*(() if isinstance(fault, str) else fault))

    def page(self):
        number = int(parse_qs(urlsplit(self.path).query)["pageNumber"][0])
        rows = self.server.records[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        return answer(*rows, total=len(self.server.records))

    def send(self, code, data, claimed=None, **headers):
        self.send_response(code)
        self.send_header("Content-Length", str(claimed or len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)
        if claimed:
            self.close_connection = True

    def answer_page(self):
        self.send(200, self.page(), Content_Type="application/json")

    def answer_gzip(self):
        self.send(200, gzip.compress(self.page()), Content_Encoding="gzip")

    def answer_half_gzip(self):
        self.send(200, gzip.compress(self.page())[:-30], Content_Encoding="gzip")

    def answer_bomb(self):
        self.send(200, gzip.compress(b" " * 5_000_000), Content_Encoding="gzip")

    def answer_half(self):
        whole = self.page()
        self.send(200, whole[: len(whole) // 2], claimed=len(whole))

    def answer_html(self):
        self.send(200, b"<html>Under maintenance</html>", Content_Type="text/html")

    def answer_silence(self):
        time.sleep(3 * SHORT)
        self.close_connection = True

    def answer_elsewhere(self):
        self.send(302, b"", Location="http://localhost:1/other")

    def answer_code(self, code, **headers):
        self.send(code, b"no", **headers)

    def log_message(self, *args):
        pass


class TellsToWait(Handler):
    def answer_code(self, code, wait):
        self.send(code, b"slower", Retry_After=wait() if callable(wait) else wait)


@pytest.fixture
def server(monkeypatch):
    found = ThreadingHTTPServer(("127.0.0.1", 0), TellsToWait)
    found.daemon_threads = True
    found.records, found.faults, found.asked, found.slept = [record(f"REAL-2026-{n:03}") for n in range(230)], [], [], []
    monkeypatch.setattr(fetching, "ORIGIN", ("http", "127.0.0.1", found.server_port))
    monkeypatch.setattr(fetching, "TIMEOUT", SHORT)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def portal(server, folder, **more):
    address = f"http://127.0.0.1:{server.server_port}/rest/search"
    return Portal(**{"address": address, "sleep": server.slept.append, "folder": folder, **more})


def sizes(pages):
    return [len(json.loads(page)["results"]) for page in pages]


def test_the_pages_come_in_order_with_a_pause_and_are_kept(server, tmp_path):
    assert sizes(portal(server, tmp_path).pages("43251589")) == [100, 100, 30]
    assert server.slept == [fetching.PAUSE] * 2
    path, body, headers = server.asked[1]
    assert "pageNumber=2" in path
    assert '"43251589"' in body
    assert (headers["User-Agent"], headers["Accept-Encoding"]) == (fetching.USER_AGENT, "gzip")
    assert sizes(portal(server, tmp_path).pages("43251589")) == [100, 100, 30]
    assert len(server.asked) == 3  # all of them lay there


@pytest.mark.parametrize("fault", [(500, ""), (503, ""), (429, ""), "half", "half_gzip", "html", "silence"])
def test_one_bad_answer_is_asked_for_again(server, tmp_path, fault):
    server.faults = ["page", fault]
    assert sizes(portal(server, tmp_path).pages()) == [100, 100, 30]
    assert server.slept == [fetching.PAUSE, fetching.WAITS[0], fetching.PAUSE]
    assert len(server.asked) == 4


def test_a_packed_answer_is_unpacked(server, tmp_path):
    server.faults = ["gzip"] * 3
    assert sizes(portal(server, tmp_path).pages()) == [100, 100, 30]
    assert len(server.asked) == 3


def test_what_unpacks_to_more_than_a_page_can_hold_is_let_be(server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    server.faults = ["bomb"]
    with pytest.raises(Unfetched, match="rymma"):
        list(portal(server, tmp_path).pages())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "wait, slept",
    [("7", 7), ("2", 5), ("", 5), ("soon", 5), (lambda: formatdate(time.time() + 30, usegmt=True), 30), (formatdate(0, usegmt=True), 5)],
)
def test_a_portal_that_asks_for_time_gets_it(server, tmp_path, wait, slept):
    server.faults = [(429, wait)]
    assert len(list(portal(server, tmp_path).pages())) == 3
    assert server.slept[0] == pytest.approx(slept, abs=2)


def test_a_portal_that_asks_for_much_time_is_asked_another_day(server, tmp_path):
    server.faults = [(429, "3600")]
    with pytest.raises(Unfetched, match="429"):
        list(portal(server, tmp_path).pages())
    assert (len(server.asked), server.slept) == (1, [])


@pytest.mark.parametrize(
    "fault, kind, why", [("html", Unreadable, "JSON"), ((500, ""), Unfetched, "500"), ("half", Unfetched, "gick inte att nå")]
)
def test_a_portal_that_stays_bad_is_left_and_goes_on_where_it_was(server, tmp_path, fault, kind, why):
    server.faults = ["page", *[fault] * 4]
    with pytest.raises(kind, match=why):
        list(portal(server, tmp_path).pages())
    assert server.slept == [fetching.PAUSE, *fetching.WAITS]
    assert len(list(tmp_path.glob("*/*.json"))) == 1
    assert not list(tmp_path.glob("*/*.half"))
    assert sizes(portal(server, tmp_path).pages()) == [100, 100, 30]
    assert len(server.asked) == 7  # one page, four tries, the two that were left


def test_a_redirect_to_another_host_is_not_followed(server, tmp_path):
    server.faults = ["elsewhere"]
    with pytest.raises(Unfetched, match="egen adress"):
        list(portal(server, tmp_path).pages())


def test_nobody_there(server, tmp_path):
    server.server_close()
    with pytest.raises(Unfetched, match="gick inte att nå"):
        list(portal(server, tmp_path).pages())
    assert server.slept == list(fetching.WAITS)


@pytest.mark.django_db
def test_what_came_becomes_calls(server, tmp_path):
    server.faults = ["gzip", (500, ""), "half", "page"]
    counts = bring_in([read(page) for page in portal(server, tmp_path).pages()])
    assert (len(counts.new), counts.promised, counts.is_incomplete, Call.objects.count()) == (230, 230, False, 230)
