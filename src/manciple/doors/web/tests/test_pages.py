"""Pages over the declarations of the house: the same number of statements for few rows and for many, and
nothing for those who may not see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from manciple.demo.company import Company
from manciple.kernel import forms
from manciple.kernel.actions import CREATE, find
from manciple.kernel.args import read
from manciple.kernel.forms import Form
from manciple.kernel.models import SavedView
from manciple.kernel.running import create
from manciple.organization.models import Role, User

Statements = Callable[[str], int]
FORMS = [form for form in forms.every() if form.menu]
DOCUMENT = "purchase-orders"


def order(company: Company, count: int, lines: int) -> list[str]:
    """Documents with lines, by number."""
    told = {"vendor": "V001", "site": "1", "lines": [{"item": "A100", "quantity": "2"}] * lines}
    shape = find(forms.find(DOCUMENT).of, CREATE).args
    made = create(forms.find(DOCUMENT).of, [read(shape, told)] * count, company.ctx.fresh()).made
    return [each.number for each in made if each.kind == DOCUMENT]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_list_has_a_page(client: Client, company: Company, form: type[Form]) -> None:
    answer = client.get(f"/{company.code}/{form.key}/", follow=True)
    assert answer.status_code == 200
    assert str(form.title) in answer.content.decode()


def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(company: Company, statements: Statements) -> None:
    order(company, 1, 1)
    one = statements(f"{DOCUMENT}/")
    order(company, 40, 1)
    assert statements(f"{DOCUMENT}/") == one


def test_a_record_takes_as_many_statements_for_many_lines_as_for_one(company: Company, statements: Statements) -> None:
    short, long = order(company, 1, 1) + order(company, 1, 150)
    assert statements(f"{DOCUMENT}/{long}/") == statements(f"{DOCUMENT}/{short}/")


def test_the_lines_of_a_long_document_are_fetched_by_its_grid(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 250)
    page = client.get(f"/{company.code}/{DOCUMENT}/{number}/").content.decode()
    config = json.loads(page.partition('id="grid-lines" type="application/json">')[2].partition("</script>")[0])
    assert "lines" not in config
    assert len(client.get(config["rows_url"]).json()["lines"]) == 250


def test_who_is_not_signed_in_is_led_there(company: Company) -> None:
    path = f"/{company.code}/{DOCUMENT}/"
    assert Client().get(path)["Location"] == f"/login/?next={path}"
    part = Client().get(path, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"})
    assert (part.status_code, part["HX-Redirect"]) == (204, f"/login/?next={path}")


def test_what_does_not_exist_and_what_may_not_be_seen_look_the_same(client: Client, company: Company) -> None:
    for path in ("ZZ99/", f"{company.code}/no-such-list/", f"{company.code}/{DOCUMENT}/NO/"):
        assert client.get(f"/{path}").status_code == 404


def grid_batch(client: Client, company: Company, number: str, **batch: Any) -> Any:
    """What the grid's save answers."""
    address = f"/{company.code}/{DOCUMENT}/{number}/grid/lines/"
    return client.post(address, json.dumps(batch), content_type="application/json").json()


def test_good_cells_are_saved_and_bad_ones_come_back_with_their_reason(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 2)
    answer = grid_batch(
        client, company, number,
        changes=[{"line": 1, "field": "quantity", "value": "7"}, {"line": 2, "field": "quantity", "value": "x"},
                 {"line": 2, "field": "item", "value": "NONE"}],
        new=[{"temp": "t1", "values": {"item": "B200", "quantity": "3"}}])  # fmt: skip
    assert [(each.get("line"), each["field"]) for each in answer["errors"]] == [(2, "quantity"), (2, "item")]
    assert {each["line"]: each["values"]["quantity"] for each in answer["lines"]} == {1: "7", 2: "2", 3: "3"}
    assert [each["temp"] for each in answer["lines"] if "temp" in each] == ["t1"]


def test_a_version_that_is_no_longer_the_stored_one_keeps_what_was_typed(client: Client, company: Company) -> None:
    (number,) = order(company, 1, 1)
    change = {"line": 1, "field": "quantity"}
    first = grid_batch(client, company, number, version="1", changes=[change | {"value": "5"}])
    assert first["errors"] == []
    second = grid_batch(client, company, number, version="1", changes=[change | {"value": "9"}])
    assert [(each["code"], each["current"]) for each in second["errors"]] == [("KRN-003", "5")]
    assert second["conflict"]["user"] == "tester"
    third = grid_batch(client, company, number, version=second["version"], changes=[change | {"value": "9"}])
    assert third["errors"] == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"changes": [1]}', b'{"changes": [{"line": "x"}]}', b'{"deleted": 7}']
)
def test_a_batch_that_makes_no_sense_is_refused_as_a_whole(client: Client, company: Company, body: bytes) -> None:
    (number,) = order(company, 1, 1)
    address = f"/{company.code}/{DOCUMENT}/{number}/grid/lines/"
    assert client.post(address, body, content_type="application/json").status_code == 400


def test_a_view_keeps_filters_and_may_open_the_list(client: Client, company: Company) -> None:
    address = f"/{company.code}/{DOCUMENT}/"
    answer = client.post(f"{address}-/view/?approval_status=approved", {"name": "Mine", "default": "true"})
    view = SavedView.objects.get(name="Mine")
    assert answer["Location"] == f"{address}?approval_status=approved&view=saved-{view.pk}"
    assert client.get(address)["Location"] == answer["Location"]
    client.post(f"{address}-/view/{view.pk}/drop/")
    assert client.get(address).status_code == 200


def test_codes_are_chosen_by_their_words_and_kept_as_codes(client: Client, company: Company) -> None:
    address = f"/{company.code}/roles/"
    form = client.get(f"{address}-/new/").content.decode()
    assert '<legend>Ledger</legend><label class="form-check"><input type="checkbox"' in form
    assert 'data-code="view-ledger"><span title="view-ledger">View accounts, vouchers and the trial balance' in form
    client.post(f"{address}-/new/", {"code": "reader", "name": "Reader", "duties": "view-ledger, view-vendors"})
    assert Role.objects.get(code="reader").duties == ["view-ledger", "view-vendors"]
    record = client.get(f"{address}reader/").content.decode()
    assert record.count('" checked><span title="view-') == 2
    assert 'value="view-ledger, view-vendors"' in record
    assert "View accounts, vouchers and the trial balance, View vendors" in client.get(address).content.decode()
    assert "reader" in client.get(f"{address}?duties=view-ledger").content.decode()
    client.post(f"{address}reader/", {"duties": ""})
    assert Role.objects.get(code="reader").duties == []


def test_codes_that_do_not_exist_are_refused_at_their_field(client: Client, company: Company) -> None:
    answer = client.post(f"/{company.code}/roles/-/new/", {"code": "reader", "duties": "view-ledger, fly"})
    assert answer.status_code == 422
    assert 'id="id_duties-error"' in answer.content.decode()


def test_files_carry_codes(client: Client, company: Company) -> None:
    address = f"/{company.code}/roles/-/import/"
    file = SimpleUploadedFile("roles.csv", b'code,name,duties\nreader,Reader,"view-ledger, view-vendors"\n')
    page = client.post(address, {"file": file}).content.decode()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    client.post(address, {"step": "run", "token": token})
    assert Role.objects.get(code="reader").duties == ["view-ledger", "view-vendors"]


def test_parameters_are_a_page_and_no_list(client: Client, company: Company) -> None:
    single = [form for form in FORMS if form.single]
    assert len(single) >= 3
    for form in single:
        answer = client.get(f"/{company.code}/{form.key}/", follow=True)
        assert len(answer.redirect_chain) == 1
        assert f'<h1 id="page-title" tabindex="-1"><bdi>{form.title}</bdi></h1>' in answer.content.decode()


def test_a_filter_that_no_column_knows_is_refused(client: Client, company: Company) -> None:
    for query in ("secret=1", "vendor__name=x", "total__ge=many", "order=nothing", "after=nonsense"):
        assert client.get(f"/{company.code}/{DOCUMENT}/?{query}").status_code == 400


def test_nobody_signs_up_by_himself(company: Company) -> None:
    told = {"username": "intruder", "password1": "long-enough-password", "password2": "long-enough-password"}
    Client().post("/signup/", told)
    assert not User.objects.filter(username="intruder").exists()
