"""Files into records: through the actions people use, once and only once (08 §24)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import forms, imports, reading, tables
from manciple.kernel.imports import Options, Report
from manciple.kernel.models import Event, Origin
from manciple.kernel.refusals import Invalid, NotFound, Refused


def act(company: Company, key: str, text: str, *, load: bool = True, **options: Any) -> Report:
    form, table = forms.find(key), tables.read("f.csv", text.encode())
    return (imports.load if load else imports.check)(form, table, Options(**options), company.ctx.fresh())


def fields(company: Company, key: str, number: str) -> dict[str, Any]:
    with company.reading():
        return reading.record(forms.find(key), number, company.ctx).fields


def faults(report: Report) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in report.faults]


def test_new_records_are_made_and_known_ones_changed(company: Company) -> None:
    report = act(company, "warehouses", "Warehouse,Name,Site\n11,Renamed,1\n31,New,2\n")
    assert (report.new, report.changed, report.unchanged, report.loaded) == (1, 1, 0, True)
    assert fields(company, "warehouses", "11")["name"] == "Renamed"
    assert fields(company, "warehouses", "31")["site"] == "2"


def test_a_second_import_makes_and_changes_nothing(company: Company) -> None:
    text = "code,name,site\n31,New,2\n32,Other,1\n"
    act(company, "warehouses", text)
    with company.reading():
        events = Event.objects.count()
    report = act(company, "warehouses", text)
    assert (report.new, report.changed, report.unchanged, report.loaded) == (0, 0, 2, True)
    with company.reading():
        assert Event.objects.count() == events


def test_blank_cells_say_nothing(company: Company) -> None:
    act(company, "warehouses", "code,name,address\n11,,Yard 1\n")
    found = fields(company, "warehouses", "11")
    assert (found["name"], found["site"], found["address"]) == ("Main warehouse", "1", "Yard 1")


def test_every_bad_row_and_column_is_told_and_nothing_is_loaded(company: Company) -> None:
    text = "code,name,site\n31,Good,1\n32,Bad,NOPE\n,No code,1\n" + "x" * 11 + ",Long,1\n31,Again,1\n33,a,1,more\n"
    report = act(company, "warehouses", text)
    assert faults(report) == [
        (3, "site", "KRN-008"),
        (4, "code", "IMP-05"),
        (5, "code", "IMP-05"),
        (6, "", "IMP-10"),
        (7, "", "IMP-04"),
    ]
    assert (report.loaded, report.records, report.refused) == (False, 5, 5)
    with company.reading(), pytest.raises(NotFound):
        reading.record(forms.find("warehouses"), "31", company.ctx)


def test_the_good_rows_are_loaded_when_they_are_wanted(company: Company) -> None:
    report = act(company, "warehouses", "code,site\n31,1\n32,NOPE\n", good_rows_only=True)
    assert (report.new, report.refused, report.loaded) == (1, 1, True)
    assert fields(company, "warehouses", "31")["code"] == "31"


def test_a_dry_run_finds_what_loading_finds_and_changes_nothing(company: Company) -> None:
    text = "code,site\n31,1\n32,NOPE\n"
    dry = act(company, "warehouses", text, load=False)
    assert (dry.new, dry.refused, dry.loaded, faults(dry)) == (1, 1, False, [(3, "site", "KRN-008")])
    with company.reading():
        assert not Origin.objects.exists()


def test_columns_are_found_by_key_by_label_or_as_the_user_says(company: Company) -> None:
    report = act(
        company, "warehouses", "WARE_HOUSE,Bezeichnung,site,Colour\n31,Ost,1,red\n", mapping={"Bezeichnung": "name"}
    )
    assert report.columns == {"WARE_HOUSE": "code", "Bezeichnung": "name", "site": "site"}
    assert report.ignored == ["Colour"]


def test_a_needed_column_that_is_missing_is_named(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        act(company, "warehouses", "code,name\n31,x\n")
    assert [(each.code, each.values["column"]) for each in refused.value.refusals] == [("IMP-03", "Site (site)")]
    with pytest.raises(Invalid):
        act(company, "warehouses", "code,site\n31,1\n", mapping={"code": "password"})


def test_records_that_exist_can_be_kept_or_refused(company: Company) -> None:
    text = "code,name,site\n11,Renamed,1\n"
    assert act(company, "warehouses", text, existing="keep").unchanged == 1
    assert faults(act(company, "warehouses", text, existing="refuse")) == [(2, "", "IMP-07")]
    assert fields(company, "warehouses", "11")["name"] == "Main warehouse"


def test_where_a_record_came_from_is_kept(company: Company) -> None:
    act(company, "warehouses", "code,name,site\n31,New,1\n")
    with company.reading():
        origin = Origin.objects.get()
    assert (origin.number, origin.row, origin.record, origin.original) == (
        "31",
        2,
        "organization.warehouse",
        [{"code": "31", "name": "New", "site": "1"}],
    )


ORDERS = "vendor,vendor_reference,lines.item,lines.quantity,lines.unit_price\n"


def test_rows_of_one_document_come_together(company: Company) -> None:
    text = "number," + ORDERS + "X1,V001,R1,A100,2,10.00\nX1,,,B200,1,5\nX2,V002,R2,C300,3,1.00\n"
    report = act(company, "purchase-orders", text)
    assert (report.rows, report.records, report.new, faults(report)) == (3, 2, 2, [])
    with company.reading():
        lines = reading.record(forms.find("purchase-orders"), "X1", company.ctx).lines["lines"]
    assert [(each["item"], str(each["quantity"].normalize())) for each in lines] == [("A100", "2"), ("B200", "1")]
    assert act(company, "purchase-orders", text).unchanged == 2


def test_a_fault_of_a_line_is_told_by_its_row(company: Company) -> None:
    text = "number," + ORDERS + "X1,V001,,A100,2,1\nX1,V001,,B200,ten,1\nX1,V002,,A100,1,1\n"
    assert faults(act(company, "purchase-orders", text)) == [(3, "lines.quantity", "IMP-05"), (4, "vendor", "IMP-05")]


def test_documents_without_a_number_are_known_by_what_stood_in_their_row(company: Company) -> None:
    text = ORDERS + "V001,R1,A100,2,10.00\nV001,R2,A100,2,10.00\n"
    assert act(company, "purchase-orders", text).new == 2
    again = act(company, "purchase-orders", text)
    assert (again.new, again.unchanged) == (0, 2)


def test_totals_are_told_and_held_to_what_the_sender_says(company: Company) -> None:
    text = "number," + ORDERS + "X1,V001,,A100,2,10.00\nX2,V001,,A100,-1,2.5\n"
    report = act(company, "purchase-orders", text, load=False, control={"rows": 2, "lines.unit_price": "12.5"})
    assert {name: (str(total["sum"]), str(total["negatives"])) for name, total in report.totals.items()} == {
        "lines.quantity": ("1", "-1"),
        "lines.unit_price": ("12.50", "0"),
    }
    with pytest.raises(Refused) as refused:
        act(company, "purchase-orders", text, control={"lines.unit_price": "13"})
    assert refused.value.codes == ["IMP-08"]


def test_a_last_row_that_only_adds_up_is_left_out(company: Company) -> None:
    text = "number,vendor,lines.item,lines.quantity,lines.unit_price\nX1,V001,A100,2,10\nX2,V001,A100,3,5\n,,,5,15\n"
    report = act(company, "purchase-orders", text)
    assert (report.new, [each.code for each in report.warnings], report.faults) == (2, ["IMP-06"], [])


def test_a_form_nobody_fills_takes_no_file(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        act(company, "product-receipts", "number\n1\n")
    assert refused.value.codes == ["IMP-01"]


def test_a_thousand_rows_of_which_every_tenth_is_bad(company: Company) -> None:
    rows = [f"W{place:04},Name {place},{'NOPE' if place % 10 == 0 else '1'}" for place in range(1000)]
    random.Random(1).shuffle(rows)
    report = act(company, "warehouses", "code,name,site\n" + "\n".join(rows) + "\n", good_rows_only=True)
    assert (report.new, report.refused) == (900, 100)
