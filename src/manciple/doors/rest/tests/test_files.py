"""Files through the door: templates, imports with dry run, reports, exports."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile

from manciple.demo.company import Company
from manciple.kernel.jobs import perform

from .conftest import Api


def sent(api: Api, form: str, text: str | bytes, query: str = "", name: str = "f.csv", **options: Any) -> Any:
    content = text.encode() if isinstance(text, str) else text
    told = {"file": SimpleUploadedFile(name, content), **({"options": json.dumps(options)} if options else {})}
    return api.client.post(
        f"/api/v1/US01/imports/{form}{query}", told, headers={"Authorization": f"Bearer {api.token}"}
    )


def rows(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_template_has_a_column_for_every_field(api: Api) -> None:
    response = api.get("imports/warehouses")
    assert response["Content-Disposition"] == 'attachment; filename="warehouses-template.csv"'
    assert rows(response) == [["code", "name", "site", "address"]]
    book = python_calamine.load_workbook(io.BytesIO(api.get("imports/warehouses?format=xlsx").content))
    assert book.get_sheet_by_index(0).to_python() == [["code", "name", "site", "address"]]
    assert ["site", "Site", "yes", "ref", "sites", ""] in book.get_sheet_by_index(1).to_python()


def test_a_dry_run_lists_every_bad_row_and_changes_nothing(api: Api) -> None:
    told = sent(api, "warehouses", "code,name,site\n31,Good,1\n32,Bad,9\n12345678901,Long,1\n").json()
    assert (told["rows"], told["new"], told["refused"], told["loaded"]) == (3, 1, 2, False)
    assert [(each["row"], each["column"], each["code"]) for each in told["faults"]] == [
        (3, "site", "KRN-008"), (4, "code", "IMP-05")]  # fmt: skip
    assert api.get("warehouses/31").status_code == 404


def test_the_bad_rows_come_as_a_file_too(api: Api) -> None:
    response = sent(api, "warehouses", "code,site\n31,9\n", "?report=csv")
    assert response["Content-Type"].startswith("text/csv")
    assert rows(response)[1][:4] == ["2", "site", "", "KRN-008"]


def test_a_good_file_is_loaded_once(api: Api) -> None:
    text = "code,name,site\n31,East,1\n32,West,1\n"
    assert sent(api, "warehouses", text, "?dry_run=false").json()["new"] == 2
    again = sent(api, "warehouses", text, "?dry_run=false").json()
    assert (again["new"], again["changed"], again["unchanged"], again["loaded"]) == (0, 0, 2, True)
    assert api.get("warehouses/31").json()["version"] == 1


def test_a_large_file_is_a_job_with_a_report(api: Api, company: Company) -> None:
    lines = "".join(f"S{place:04},Site {place}\n" for place in range(1100))
    queued = sent(api, "sites", "code,name\n" + lines + "S0001,Twice\n", "?dry_run=false", good_rows_only=True)
    assert queued.status_code == 202
    perform(job=queued.json()["id"], company=company.id, code="US01")
    told = api.get(queued["Location"]).json()
    assert told["status"] == "done"
    assert (told["outcome"]["new"], told["outcome"]["refused"]) == (1099, 1)
    assert rows(api.get(queued["Location"] + "/report"))[1][3] == "IMP-10"


def test_a_file_in_the_wrong_envelope_is_refused(api: Api) -> None:
    assert api.post("imports/sites", {"code": "9"}).status_code == 415
    assert sent(api, "sites", b"\x00\x01\x02").json()["code"] == "IMP-01"
    assert sent(api, "sites", "code\n9\n", numbers="7").status_code == 422
    assert sent(api, "sites", "code\n9\n", "?dry_run=perhaps").status_code == 422
    assert sent(api, "product-receipts", "number\n9\n").json()["code"] == "IMP-01"


def test_a_list_is_exported_with_its_filters(api: Api) -> None:
    assert rows(api.get("exports/warehouses?site=1&order=-code&fields=code,site")) == [
        ["code", "site"], ["12", "1"], ["11", "1"]]  # fmt: skip
    content = b"".join(api.get("exports/warehouses?format=xlsx&site=2&fields=code,site").streaming_content)
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python() == [["Warehouse", "Site"], ["21", "2"]]


def test_a_file_is_handed_in_for_an_action_and_given_out_again(api: Api) -> None:
    kept = api.client.post(
        "/api/v1/US01/uploads", {"file": SimpleUploadedFile("offer – 1.pdf", b"%PDF")},
        headers={"Authorization": f"Bearer {api.token}"})  # fmt: skip
    assert kept.status_code == 201
    number = api.post("purchase-orders", {"vendor": "V001"}).json()["number"]
    answer = api.post(f"purchase-orders/{number}/attach", {"file": kept.json()["file"]})
    attachment = answer.json()["made"][0]["number"]
    given = api.get(f"files/attachments/{attachment}")
    assert (given.content, given["Content-Type"]) == (b"%PDF", "application/octet-stream")
    assert given["Content-Disposition"] == "attachment; filename*=utf-8''offer%20%E2%80%93%201.pdf"
    note = api.post(f"purchase-orders/{number}/attach", {"note": "x"}).json()["made"][0]["number"]
    assert [api.get(f"files/{each}").status_code for each in (
        f"attachments/{note}", "attachments/NOPE", "sites/1", "nothing/1")] == [404] * 4  # fmt: skip
    assert api.post("uploads", {}).status_code == 415
