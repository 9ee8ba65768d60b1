"""Two people at one row: whoever saves second is told, also when both save in the same moment."""

import ast
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from councils.models import Document
from councils.views.documents import DocumentEditView
from tests import situations as a
from tests.test_documents import sent

ROOT = Path(__file__).parent.parent


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_the_same_version_cannot_both_pass(monkeypatch):
    home = a.a_municipality()
    document = a.a_document(home.container_ptr, title="Policy")
    clients = []
    for _number in range(2):
        clients.append(Client())
        clients[-1].force_login(a.somebody("coordinator", home), backend="councils.access.ContainerBackend")
    save, at_once, answers = DocumentEditView.form_valid, threading.Barrier(2), []

    def slowly(view, form):
        time.sleep(0.5)  # time enough for the other to compare its version too
        return save(view, form)

    def edit(client, title):
        try:
            at_once.wait(timeout=10)
            answers.append(client.post(reverse("document_edit", args=["osby", document.pk]), sent(document, title=title)).status_code)
        finally:
            connection.close()

    monkeypatch.setattr(DocumentEditView, "form_valid", slowly)
    threads = [threading.Thread(target=edit, args=[client, f"Policy {n}"]) for n, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == [302, 409]
    assert Document.objects.get(pk=document.pk).history.count() == 2


def posts_without_a_transaction():
    """Views that compare versions without holding the row: outside a transaction the lock is gone at once."""
    for path in [ROOT / "councils/editing.py", *sorted(path for room in ROOT.iterdir() for path in room.glob("views/*.py"))]:
        for view in (node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)):
            if any(isinstance(node, ast.Attribute) and node.attr in ("is_stale", "checked_form") for node in ast.walk(view)):
                for method in view.body:
                    if isinstance(method, ast.FunctionDef) and method.name == "post" and not method.decorator_list:
                        yield f"{path.relative_to(ROOT)}: {view.name}"


def test_every_view_that_compares_versions_holds_the_row():
    assert list(posts_without_a_transaction()) == []
