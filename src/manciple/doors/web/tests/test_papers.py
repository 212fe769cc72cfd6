"""Documents on paper: a sheet for each, and nothing for those who may not see the record."""

from __future__ import annotations

from django.test import Client

from manciple.demo.company import Company
from manciple.doors.web.tests.test_pages import DOCUMENT, order
from manciple.kernel import forms
from manciple.kernel.running import run


def test_a_document_is_a_page_of_its_own(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 3)
    page = client.get(f"/{company.code}/{DOCUMENT}/{number}/paper/print-pro-forma/")
    text = page.content.decode()
    assert page.status_code == 200
    assert (text.count("<article"), text.count("<tr>")) == (1, 4)
    assert number in text and "Pro forma" in text


def test_documents_written_before_are_printed_as_they_were(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 1)
    run(forms.find(DOCUMENT).of, "purchase-inquiry", [number], None, company.ctx.fresh())
    run(forms.find(DOCUMENT).of, "confirm", [number], None, company.ctx.fresh())
    for path in (f"confirmations/{number}-1", "purchase-inquiries/PI-000001"):
        assert client.get(f"/{company.code}/{path}/paper/print/").status_code == 200


def test_what_is_no_document_is_not_found(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 1)
    for path in (f"{DOCUMENT}/{number}/paper/none/", f"{DOCUMENT}/NONE/paper/print-pro-forma/"):
        assert client.get(f"/{company.code}/{path}").status_code == 404
