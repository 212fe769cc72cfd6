"""Commands as people and scripts use them: what they print and how they end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management import CommandError, call_command

from manciple.demo.company import Company
from manciple.doors.cli import asking
from manciple.kernel import authority, clock, seals
from manciple.kernel.context import Context
from manciple.kernel.imports import Loader, Tell, loaders
from manciple.kernel.jobs import enqueue_run, perform
from manciple.kernel.refusals import Invalid
from manciple.kernel.verify import Broken

from .conftest import Cli

LINES = '{"vendor": "V001", "lines": [{"item": "A100", "quantity": 10, "unit_price": 2.50}]}'


def test_a_list_is_parted_by_tabs_in_a_pipe(cli: Cli) -> None:
    printed = cli("list", "warehouses", "site=1", "--order", "-code", "--fields", "code,site")
    assert (printed.code, printed.out) == (0, "Warehouse\tSite\n12\t1\n11\t1\n")


def test_a_list_is_paged_and_says_how_to_go_on(cli: Cli) -> None:
    first = cli("list", "warehouses", "--size", "2", "--json").json
    assert [row["code"] for row in first["rows"]] == ["11", "12"]
    assert [row["code"] for row in cli("list", "warehouses", "--after", first["next"], "--json").json["rows"]] == ["21"]
    assert "--after" in cli("list", "warehouses", "--size", "2").beside
    assert len(cli("list", "warehouses", "--all", "--json").json["rows"]) == 3


def test_a_record_is_shown_by_its_number_alone(cli: Cli) -> None:
    number = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    shown = cli("show", number)
    assert shown.out.startswith(f"purchase order {number}\n")
    assert "A100" in shown.out
    assert cli("show", "purchase-order", number, "--json").json["lines"][0]["unit_price"] == "2.5"


def test_a_number_that_stands_in_two_lists_needs_its_form(cli: Cli) -> None:
    cli("new", "sites", "--code", "11")
    refused = cli("show", "11")
    assert (refused.code, "sites, warehouses" in refused.beside or "warehouses" in refused.beside) == (2, True)
    assert cli("show", "sites", "11").code == 0


def test_arguments_come_as_options_as_pairs_and_as_json(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "args.json"
    file.write_text('{"code": "7", "name": "Seven"}')
    assert cli("new", "sites", "--args", f"@{file}", "--json").json["name"] == "Seven"
    assert cli("new", "sites", "--set", "code=8", "--set", "name=Eight", "--json").json["name"] == "Eight"
    assert cli("new", "sites", "--code", "9", "--name=Nine", "--json").json["name"] == "Nine"


def test_an_action_is_carried_out_previewed_and_refused(cli: Cli) -> None:
    number = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    preview = cli("do", "confirm", number, "--preview")
    assert (preview.code, preview.out.split("\n")[0]) == (0, f"Would be done: {number}")
    assert "Approved\tConfirmed" in preview.out
    assert cli("do", "confirm", "purchase-orders", number).out.startswith(f"Done: {number}\n")
    again = cli("do", "confirm", number)
    assert (again.code, "ORD-35" in again.beside) == (1, True)


def test_a_line_is_named_behind_its_record(cli: Cli) -> None:
    number = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    cli("do", "confirm", number)
    assert cli("do", "deliver-remainder", f"{number}:1", "--remainder", "4").out == f"Done: {number} · 1\n"
    assert cli("show", number, "--json").json["lines"][0]["remaining"] == "4"


def test_a_file_is_named_by_its_path(cli: Cli, tmp_path: Path) -> None:
    number = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    (tmp_path / "offer.pdf").write_bytes(b"%PDF")
    words = ("do", "attach", "purchase-orders", number, "--json", "--file")
    made = cli(*words, str(tmp_path / "offer.pdf")).json["made"]
    assert cli("show", "attachments", made[0]["number"], "--json").json["file_name"] == "offer.pdf"
    assert cli(*words, str(tmp_path / "nothing.pdf")).code == 2


def test_many_are_done_and_the_others_listed(cli: Cli) -> None:
    first = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    second = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    cli("do", "confirm", first)
    assert cli("do", "confirm", first, second).code == 1
    printed = cli("do", "confirm", first, second, "--each")
    assert (printed.code, printed.out) == (1, f"Done: {second}\nMade: confirmations {second}-1\n")
    assert f"Refused {first}: ORD-35" in printed.beside


def test_a_token_repeated_does_nothing_twice(cli: Cli) -> None:
    words = ("do", "create", "purchase-orders", "--args", LINES, "--token", "once", "--json")
    assert cli(*words).json["made"] == cli(*words).json["made"]
    assert len(cli("list", "purchase-orders", "--json").json["rows"]) == 1


def test_a_change_under_an_old_version_is_refused(cli: Cli) -> None:
    assert cli("edit", "sites", "1", "--name", "One", "--if-version", "1").code == 0
    refused = cli("edit", "sites", "1", "--name", "Uno", "--if-version", "1", "--json")
    assert (refused.code, refused.json["refusals"][0]["code"]) == (1, "KRN-003")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "NOPE"], 1),
        (["show", "sites", "NOPE"], 1),
        (["list", "nothing"], 1),
        (["list", "sites", "colour=red"], 2),
        (["list", "sites", "code"], 2),
        (["list", "sites", "--order", "password"], 2),
        (["do", "nothing", "X"], 2),
        (["do", "edit", "1"], 2),
        (["do", "edit", "sites", "1", "--colour", "red"], 2),
        (["do", "edit", "sites", "1", "--args", "{"], 2),
        (["do", "edit", "sites", "1", "--set", "name"], 2),
        (["do", "delete", "sites", "1"], 1),
        (["new", "sites", "--name", "x"], 2),
        (["new", "product-receipts"], 2),
        (["ask", "nothing"], 1),
        (["ask", "trial-balance", "from_date=yesterday"], 2),
        (["import", "sites", "/nowhere.csv"], 2),
        (["import", "nothing", "/nowhere.csv"], 1),
        (["jobs", "999"], 1),
        (["show", "1", "--company", "XX01"], 1),
        (["actions", "sites", "NOPE"], 1),
        (["timeline", "sites", "NOPE"], 1),
        (["edit", "sites", "NOPE", "--name", "x"], 1),
    ],
)
def test_exit_codes_tell_a_refusal_from_a_misunderstanding(cli: Cli, words: list[str], code: int) -> None:
    printed = cli(*words)
    assert (printed.code, printed.out) == (code, "")
    assert printed.beside
    assert "Traceback" not in printed.beside


@pytest.mark.parametrize("words", [["do"], ["nonsense"], ["list"], ["list", "sites", "--size", "many"], ["jobs", "x"]])
def test_a_command_line_that_makes_no_sense_ends_with_two(cli: Cli, words: list[str]) -> None:
    with pytest.raises(CommandError) as stopped:
        call_command("manciple", *words)
    assert (stopped.value.returncode, "--help" in str(stopped.value)) == (2, True)


def test_what_can_be_done_what_happened_and_what_may_be_asked(cli: Cli) -> None:
    number = cli("new", "purchase-orders", "--args", LINES, "--json").json["number"]
    possible = {each["key"]: each["available"] for each in cli("actions", number, "--json").json}
    assert (possible["confirm"], possible["post-product-receipt"]) == (True, False)
    assert [each["door"] for each in cli("timeline", number, "--json").json] == ["cli"]
    assert "trial-balance" in cli("ask").out
    assert cli("ask", "trial-balance", "--json").json == {"rows": [], "next": None}
    assert cli("ask", "totals", f"number={number}", "--json").code == 0


def test_a_file_is_checked_loaded_and_loaded_again(cli: Cli, tmp_path: Path) -> None:
    file, faults = tmp_path / "sites.csv", tmp_path / "faults.csv"
    file.write_text("Site;Bezeichnung\n8;Acht\n9;Neun\n")
    words = ("import", "sites", str(file), "--map", "Bezeichnung=name")
    assert cli(*words, "--dry-run", "--json").json["new"] == 2
    assert cli("show", "sites", "8").code == 1
    assert cli(*words, "--json").json["loaded"] is True
    again = cli(*words)
    assert (again.code, "New: 0, changed: 0, unchanged: 2" in again.out) == (0, True)
    file.write_text("code,name\n12345678901,x\n")
    bad = cli("import", "sites", str(file), "--faults", str(faults))
    assert (bad.code, "IMP-05 row 2" in bad.beside) == (1, True)
    assert list(csv.reader(faults.read_text().splitlines()))[1][3] == "IMP-05"


def test_a_list_is_written_to_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "sites.xlsx"
    assert cli("export", "sites", str(file)).code == 0
    assert file.read_bytes()[:2] == b"PK"
    printed = cli("export", "sites", "-", "code=1", "--fields", "code,name")
    assert list(csv.reader(io.StringIO(printed.out.lstrip("\ufeff")))) == [["code", "name"], ["1", "Main site"]]
    assert cli("template", "sites").out == "code,name,address\r\n"


def dict_of_loaders() -> dict[str, Loader]:
    return cast(dict[str, Loader], loaders())


def test_a_source_is_loaded_and_tells_how_long_it_took(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(folder: Path, ctx: Context, tell: Tell) -> dict[str, Any]:
        tell("rows", 1, 1)
        return {"rows_read": 7, "company": ctx.company_code}

    monkeypatch.setitem(dict_of_loaders(), "test-source", Loader("test-source", "Test", load))
    told = cli("import", "test-source", str(tmp_path), "--json").json
    assert (told["rows_read"], told["company"], "seconds" in told, "rows_per_second" in told) == (7, "US01", True, True)
    assert cli("import", "test-source", str(tmp_path / "nowhere")).code == 2


def test_the_books_are_verified(cli: Cli) -> None:
    printed = cli("verify", "--json").json
    assert (printed["companies"], printed["differences"]) == (["US01"], [])
    assert len(printed["invariants"]) > 5


def test_the_audit_log_is_verified_against_its_seals(cli: Cli, company: Company) -> None:
    seals.seal(company.id)
    printed = cli("verify", "--audit", "--json")
    assert (printed.code, printed.json["tampered"]) == (0, [])
    assert "as it was sealed" in cli("verify", "--audit").out


def test_differences_are_listed_and_end_with_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Broken("quantities", "orders.purchaseline", "PO-1", "remaining", "1", "2")
    monkeypatch.setattr("manciple.kernel.verify.check", lambda company, progress=None: [broken])
    printed = cli("verify")
    assert (printed.code, "PO-1\tremaining\t1\t2" in printed.out) == (1, True)


def test_jobs_are_listed_and_asked_to_stop(cli: Cli, company: Company) -> None:
    job = enqueue_run("sites", "edit", ["1"], {"name": "x"}, company.ctx.fresh())
    assert [each["id"] for each in cli("jobs", "--json").json] == [job.pk]
    assert cli("jobs", str(job.pk), "--cancel", "--json").json["status"] == "waiting"
    with company.reading():
        job.refresh_from_db()
    assert job.cancel_asked


def test_a_token_is_issued_and_good(cli: Cli) -> None:
    secret = cli("token", "robot", "--days", "3", "--json").json["secret"]
    bearer = authority.user_of_token(secret, clock.now())
    assert bearer is not None


def test_nobody_acts_unnamed_where_there_is_no_operator(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("list", "sites", user="").code == 0
    monkeypatch.setattr("manciple.kernel.authority.operator", lambda: None)
    refused = cli("list", "sites", user="")
    assert (refused.code, "MANCIPLE_USER" in refused.beside) == (2, True)
    assert cli("list", "sites", user="nobody").code == 2


def test_the_user_and_the_company_may_come_from_the_environment(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANCIPLE_USER", "tester")
    monkeypatch.setenv("MANCIPLE_COMPANY", "US01")
    assert cli("list", "sites", user="").code == 0
    monkeypatch.setenv("MANCIPLE_COMPANY", "XX01")
    assert cli("list", "sites", user="").code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_forms_and_actions(cli: Cli, shell: str) -> None:
    script = cli("completion", shell).out
    assert all(word in script for word in ("export", "purchase-orders", "post-product-receipt"))


def test_values_that_begin_like_json_are_json() -> None:
    pairs = ['lines=[{"item": "A", "quantity": 1.10}]', "name=x=y"]
    assert asking.told(pairs, "", ["--posted-on", "d", "--post"]) == {
        "lines": [{"item": "A", "quantity": "1.10"}], "name": "x=y", "posted_on": "d", "post": "true"}  # fmt: skip
    with pytest.raises(Invalid):
        asking.told([], "[1]")


def test_a_job_for_all_that_match(cli: Cli, company: Company) -> None:
    printed = cli("do", "edit", "sites", "--where", "code=1", "--name", "found", "--json")
    job = json.loads(printed.out)
    assert job["status"] == "waiting"
    perform(job["job"], company.id, company.code)
    assert json.loads(cli("jobs", str(job["job"]), "--json").out)["outcome"]["done"] == ["1"]
    assert cli("do", "edit", "sites", "1", "--where", "code=1", "--name", "x").code == 2
