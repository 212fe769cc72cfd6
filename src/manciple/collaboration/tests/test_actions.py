"""Attachments, activities and cases: each act done once, refused by each guard."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.collaboration.inquiries.lists import file_of, shown_on_print
from manciple.collaboration.models import Activity, AttachedFile, Attachment, AttachmentType, Case
from manciple.invoices.tests.billing import billed
from manciple.kernel import inquiries, sql, uploads, verify
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.receipts.tests.buying import Buyer, Order, line

PDF, PNG = b"%PDF-1.7 offer", b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def order(buyer: Buyer) -> Order:
    """An order of one line."""
    return buyer.order(line("A100", 10, "2"), confirm=False)


def handed(buyer: Buyer, name: str = "offer.pdf", content: bytes = PDF) -> str:
    """A file as a door keeps it."""
    with buyer.company.reading():
        return uploads.keep(name, content, buyer.company.ctx)


def asked(buyer: Buyer, key: str, order: Order, **told: Any) -> list[Any]:
    """The rows of an inquiry about an order."""
    with buyer.company.reading():
        return list(inquiries.find(key).rows(buyer.company.ctx, number=order.number, **told))


def made(buyer: Buyer, order: Order, key: str, **told: Any) -> str:
    """The number of what an action makes."""
    answer = order.do(key, **told)
    assert answer, buyer.codes
    return answer.made[0].number


def shown(buyer: Buyer, record: Any, number: str, *names: str) -> tuple[Any, ...]:
    """Fields of a record."""
    with buyer.company.reading():
        return tuple(record.objects.filter(number=number).values_list(*names)[0])


# --- Attachments ---------------------------------------------------------------------------------------


def test_a_file_is_kept_beside_the_order(buyer: Buyer, order: Order) -> None:
    before = order.header("version")
    number = made(buyer, order, "attach", file=handed(buyer), note="As agreed")
    (row,) = asked(buyer, "attachments", order)
    assert (row.number, row.name, row.file, row.size, row.note) == (number, "offer.pdf", "offer.pdf", 14, "As agreed")
    with buyer.company.reading():
        found = file_of(Attachment.objects.get(number=number).pk, buyer.company.ctx)
    assert found == uploads.File("offer.pdf", PDF)
    assert order.header("version") == before
    assert buyer.proven() == []


def test_a_note_needs_no_file(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "attach", note="Call back\non Monday", shown_on_print=True)
    assert shown(buyer, Attachment, number, "name", "file_name", "kind", "document") == (
        "Call back", "", "purchase-orders", order.number)  # fmt: skip
    with buyer.company.reading():
        pk = PurchaseOrder.objects.get(number=order.number).pk
        told = shown_on_print("purchase-orders", [pk], buyer.company.ctx)
    assert told == {pk: [("Call back", "Call back\non Monday", "")]}


def test_lines_have_attachments_of_their_own_whatever_their_number(buyer: Buyer, order: Order) -> None:
    row = order.line(1)["id"]
    buyer.run(PurchaseLine, "attach", [row], {"note": "Drawing follows"})
    made(buyer, order, "attach", note="Of the order")
    buyer.run(PurchaseLine, "renumber", [row], {"line_number": 7})
    assert [(each.line, each.name) for each in asked(buyer, "attachments", order)] == [
        (7, "Drawing follows"), (None, "Of the order")]  # fmt: skip
    assert [each.name for each in asked(buyer, "attachments", order, line=7)] == ["Drawing follows"]


def test_a_type_says_what_is_possible_and_printed(buyer: Buyer, order: Order) -> None:
    told = {"code": "PIC", "extensions": ["png"], "kilobytes": 1, "shown_on_print": True}
    create(AttachmentType, read(find(AttachmentType, "create").args, told), buyer.company.ctx.fresh())
    number = made(buyer, order, "attach", file=handed(buyer, "photo.png", PNG), attachment_type="PIC")
    assert shown(buyer, Attachment, number, "shown_on_print", "attachment_type__code") == (True, "PIC")
    order.do("attach", file=handed(buyer), attachment_type="PIC")
    assert order.refused == ["DOC-03"]
    order.do("attach", file=handed(buyer, "photo.png", PNG + b"x" * 1017), attachment_type="PIC")
    assert order.refused == ["DOC-04"]


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, ["DOC-01"]),
        ({"file": "1:made-up"}, ["DOC-02"]),
        ({"note": "x", "attachment_type": "NONE"}, ["KRN-008"]),
    ],
    ids=["nothing", "unknown file", "unknown type"],
)
def test_what_cannot_be_attached(order: Order, told: Any, codes: list[str]) -> None:
    order.do("attach", **told)
    assert order.refused == codes


def test_a_file_is_good_for_whoever_handed_it_in(buyer: Buyer, order: Order) -> None:
    token = handed(buyer)
    ctx = buyer.company.ctx
    assert uploads.row_of(token, ctx) is not None
    assert uploads.row_of(token, ctx.fresh(user=ctx.user + 1)) is None
    assert uploads.row_of(token, ctx.fresh(company=ctx.company + 1)) is None


def test_a_program_is_no_offer(buyer: Buyer, order: Order) -> None:
    order.do("attach", file=handed(buyer, "offer.pdf", b"MZ\x90\x00 offer"))
    assert order.refused == ["DOC-15"]


def test_a_file_is_given_to_those_who_may_see_its_document(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "attach", file=handed(buyer))
    ctx = buyer.company.ctx
    with buyer.company.reading():
        pk = Attachment.objects.get(number=number).pk
        assert file_of(pk, ctx.fresh(duties=frozenset({"view-collaboration"}))) is None
        assert file_of(pk, ctx.fresh(duties=frozenset({"view-collaboration", "view-purchase-orders"}))) is not None


def test_beside_a_finalized_order_everything_stays(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "2"))
    number = made(buyer, order, "attach", note="x")
    order.receive("PS-1", {})
    billed(order, "INV-1", post=True)
    order.do("finalize")
    order.do("attach", note="y")
    assert order.refused == ["ORD-16"]
    for key, told in (("delete", {}), ("edit", {"note": "z"})):
        buyer.run(Attachment, key, [number], told)
        assert buyer.codes == ["ORD-16"]


def test_attachments_are_edited_and_deleted(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "attach", file=handed(buyer))
    buyer.run(Attachment, "edit", [number], {"name": "Offer", "shown_on_print": True})
    assert shown(buyer, Attachment, number, "name", "shown_on_print") == ("Offer", True)
    buyer.run(Attachment, "delete", [number])
    assert asked(buyer, "attachments", order) == []
    with buyer.company.reading():
        assert AttachedFile.objects.count() == 0


def test_another_file_in_place_of_it_is_found(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "attach", file=handed(buyer))
    with buyer.company.reading():
        AttachedFile.objects.filter(attachment__number=number).update(content=b"other")
        assert [each.number for each in verify.check(buyer.company.id)] == [number]


# --- Activities ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "category", "status"),
    [
        ("new-action", "action", "not_started"),
        ("schedule-appointment", "appointment", "not_started"),
        ("record-event", "event", "done"),
        ("new-task", "task", "not_started"),
    ],
)
def test_activities_are_made_about_orders(buyer: Buyer, order: Order, key: str, category: str, status: str) -> None:
    number = made(buyer, order, key, purpose="Call Ann", starts_at="2026-01-16T09:00:00Z", due_on="2026-01-20")
    assert shown(buyer, Activity, number, "category", "status", "document") == (category, status, order.number)
    assert [each.number for each in asked(buyer, "activities", order)] == [number]


def test_an_activity_takes_its_course(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "new-task", purpose="Call Ann")
    course = ["start", "complete", "reopen", "cancel", "reopen", "complete"]
    states = ["in_progress", "done", "not_started", "canceled", "not_started", "done"]
    for key, state in zip(course, states, strict=True):
        buyer.run(Activity, key, [number])
        assert (buyer.codes, shown(buyer, Activity, number, "status")) == ([], (state,))
    assert shown(buyer, Activity, number, "done_at") == (buyer.company.ctx.now,)
    buyer.run(Activity, "complete", [number])
    assert buyer.codes == ["DOC-08"]


@pytest.mark.parametrize(
    ("key", "told", "codes"),
    [
        ("schedule-appointment", {"purpose": "Meet"}, ["DOC-07"]),
        ("new-task", {"purpose": "Call", "starts_at": "2026-01-16T09:00:00Z", "ends_at": "2026-01-16T08:00:00Z"},
         ["DOC-06"]),
        ("new-task", {"purpose": "Call", "responsible": "NOBODY"}, ["KRN-008"]),
    ],
)  # fmt: skip
def test_activities_that_cannot_be(order: Order, key: str, told: Any, codes: list[str]) -> None:
    order.do(key, **told)
    assert order.refused == codes


def test_an_edited_appointment_keeps_a_beginning(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "schedule-appointment", purpose="Meet", starts_at="2026-01-16T09:00:00Z")
    buyer.run(Activity, "edit", [number], {"starts_at": None})
    assert buyer.codes == ["DOC-07"]
    buyer.run(Activity, "edit", [number], {"ends_at": "2026-01-16T08:00:00Z"})
    assert buyer.codes == ["DOC-06"]
    buyer.run(Activity, "edit", [number], {"location": "Room 1"})
    assert shown(buyer, Activity, number, "location") == ("Room 1",)


# --- Cases ---------------------------------------------------------------------------------------------


def test_a_case_is_pursued_until_it_is_settled(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "create-case", name="Late again", priority="high")
    other = buyer.order(line("A100", 1), confirm=False)
    buyer.run(Case, "link", [number], {"kind": "purchase-orders", "document": other.number})
    assert shown(buyer, Case, number, "documents", "status") == (2, "opened")
    assert [each.number for each in asked(buyer, "cases", other)] == [number]
    buyer.run(Case, "pursue", [number])
    buyer.run(Case, "close", [number], {"resolution": "Paid less"})
    assert shown(buyer, Case, number, "status", "resolution", "closed_at") == (
        "closed", "Paid less", buyer.company.ctx.now)  # fmt: skip
    buyer.run(Case, "cancel", [number])
    assert buyer.codes == ["DOC-08"]


def test_documents_of_a_case(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "create-case", name="Late again")
    mine = {"kind": "purchase-orders", "document": order.number}
    for key, told, codes in (
        ("link", mine, ["DOC-11"]),
        ("link", {**mine, "document": "NOPE"}, ["DOC-12"]),
        ("link", {"kind": "letters", "document": "1"}, ["DOC-12"]),
        ("unlink", {**mine, "document": "NOPE"}, ["DOC-12"]),
        ("unlink", mine, []),
    ):
        buyer.run(Case, key, [number], told)
        assert buyer.codes == codes
    assert shown(buyer, Case, number, "documents") == (0,)


def test_a_case_with_something_left_to_do_is_not_closed(buyer: Buyer, order: Order) -> None:
    number = made(buyer, order, "create-case", name="Late again")
    answer = buyer.run(Case, "new-task", [number], {"purpose": "Call Ann"})
    assert answer
    buyer.run(Case, "close", [number])
    assert buyer.codes == ["DOC-10"]
    buyer.run(Activity, "complete", [answer.made[0].number])
    buyer.run(Case, "close", [number])
    assert buyer.codes == []


# --- References and contacts -----------------------------------------------------------------------------


def test_references_are_the_documents_around_an_order(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "2"))
    order.receive("PS-1", {})
    invoice = billed(order, "INV-1", post=True)
    note = buyer.order(confirm=False)
    note.do("credit-note", lines=[{"source": f"invoice:{invoice.number}"}])
    case = made(buyer, order, "create-case", name="Late again")
    found = {(each.steps, each.form, each.number) for each in asked(buyer, "references", order)}
    receipt = next(each.number for each in asked(buyer, "references", order) if each.form == "product-receipts")
    assert found == {
        (1, "confirmations", f"{order.number}-1"), (1, "product-receipts", receipt),
        (1, "vendor-invoices", invoice.number), (1, "cases", case), (2, "purchase-orders", note.number),
    }  # fmt: skip
    with buyer.company.reading():
        stranger = buyer.company.ctx.fresh(duties=frozenset({"view-purchase-orders"}))
        told = list(inquiries.find("references").rows(stranger, number=order.number))
    assert {(each.number, each.title, each.amount, each.status) for each in told if each.form == "vendor-invoices"} == {
        (invoice.number, "", None, "")
    }
    back = [(each.steps, each.number) for each in asked(buyer, "references", note)]
    assert (1, invoice.number) in back
    assert (2, order.number) in back


def test_contact_details(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 1), vendor="V003", confirm=False, contact="Ann", email="ann@example.com")
    told = [(each.account, each.contact, each.email) for each in asked(buyer, "contact-details", order)]
    assert told[0] == ("V003", "Ann", "ann@example.com")
    assert [each[0] for each in told] == ["V003", "V003", "V001"]


def test_statements_do_not_grow_with_documents(buyer: Buyer) -> None:
    def count(key: str, orders: int, **told: Any) -> int:
        numbers = [buyer.order(confirm=False).number for _ in range(orders)]
        args = [read(find(PurchaseOrder, key).args, told) for _ in numbers]
        with sql.counted() as counted:
            run(PurchaseOrder, key, numbers, args, buyer.company.ctx.fresh())
        return counted.number

    file = handed(buyer)
    for key, told in (("attach", {"file": file}), ("new-task", {"purpose": "x"}), ("create-case", {"name": "x"})):
        assert count(key, 1, **told) == count(key, 20, **told)
