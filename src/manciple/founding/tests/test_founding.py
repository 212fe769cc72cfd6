"""Companies that can work at once, and how an installation begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from manciple.founding import actions, rules
from manciple.founding.inquiries import nobody_yet
from manciple.founding.making import make, told
from manciple.founding.terms import FirstAdministrator
from manciple.invoices.models import VendorInvoice
from manciple.kernel import authority, scope, verify
from manciple.kernel.context import Context
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseOrder
from manciple.organization.models import Assignment, Currency, LegalEntity, User
from manciple.parties.models import Vendor
from manciple.products.models import Product, ReleasedProduct

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
NOBODY = Context(0, "", 0, "", NOW)
ACME = {"code": "ACME", "name": "Acme Tools", "country": "JP", "currency": "JPY", "time_zone": "Asia/Tokyo",
        "address": "1 Bolt Street\nTokyo"}  # fmt: skip
OF_ACME = {"code": "ACME", "name": "Acme Tools", "address": "1 Bolt Street"}
ANN = {"username": "ann", "password": "a bolt for every bracket"}


def founder(company: str) -> Context:
    """Whoever the founded company lets in."""
    user = Assignment.objects.get(legal_entity__code=company, role__code="administrator").user_id
    ctx = authority.context(user=user, company=company, door="code", now=NOW)
    assert ctx is not None
    return ctx


def buy(ctx: Context) -> None:
    """Vendor, item, order, confirmation, receipt, invoice: the main job."""
    make(Vendor, [{"account": "V1", "name": "Bolts", "group": "10", "site": "1", "warehouse": "1"}], ctx)
    make(Product, [{"number": "B1", "name": "Bolt"}], ctx)
    make(ReleasedProduct, [{
        "item": "B1", "product": "B1", "name": "Bolt", "item_group": "PARTS", "model_group": "STOCK",
        "inventory_unit": "ea", "purchase_unit": "ea", "purchase_price": "7", "site": "1", "warehouse": "1",
    }], ctx)  # fmt: skip
    wanted = told(PurchaseOrder, "create", vendor="V1", lines=[{"item": "B1", "quantity": "10"}])
    number = create(PurchaseOrder, wanted, ctx.fresh()).made[0].number
    day = ctx.today.isoformat()
    for key, values in (
        ("confirm", {}),
        ("post-product-receipt", {"product_receipt": "PS-1", "lines": [{"line_number": 1, "quantity": "10"}]}),
        ("invoice", {"invoice": "I-1", "invoice_date": day, "posting_date": day, "post": True}),
    ):
        run(PurchaseOrder, key, [number], told(PurchaseOrder, key, **values), ctx.fresh())


def test_a_founded_company_can_buy_at_once() -> None:
    run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME), NOBODY.fresh())
    ctx = founder("ACME")
    assert (ctx.user_name, ctx.zone) == ("operator", "Asia/Tokyo")
    assert str(Currency.objects.get(code="JPY").general_rounding.normalize()) == "1"
    with scope.companies(ctx.company), transaction.atomic():
        buy(ctx)
        assert [(each.status, str(each.total.normalize())) for each in VendorInvoice.objects.all()] == [
            ("posted", "7E+1")
        ]
        assert verify.check(ctx.company) == []


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"country": "XX"}, "ORG", "country"),
        ({"currency": "XXY"}, "ORG", "currency"),
        ({"time_zone": "Nowhere/Town"}, "ORG", "time_zone"),
        ({"language": "xx-yy-zz"}, "ORG", "language"),
        ({"code": "USED"}, "FND-01", "code"),
    ],
    ids=lambda value: str(value),
)
def test_what_is_wrong_is_refused_and_nothing_is_made(wrong: dict[str, str], code: str, field: str) -> None:
    run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME | {"code": "USED"}), NOBODY.fresh())
    with pytest.raises(Refused) as refused:
        run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME | wrong), NOBODY.fresh())
    (reason,) = refused.value.refusals
    assert (reason.code[: len(code)], reason.field) == (code, field)
    assert list(LegalEntity.objects.values_list("code", flat=True)) == ["USED"]


def test_a_founder_needs_the_duty_and_no_other() -> None:
    with pytest.raises(Refused) as refused:
        run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME), NOBODY.fresh(duties=frozenset()))
    assert refused.value.codes == ["KRN-002"]
    alone = NOBODY.fresh(duties=frozenset({"maintain-organization"}))
    assert run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME), alone).made[0].number == "ACME"


def test_the_first_administrator_founds_the_first_company() -> None:
    assert nobody_yet()
    wanted = FirstAdministrator(**ANN, **OF_ACME)
    assert actions.begin(wanted, NOBODY.fresh()) == "ann"
    assert (founder("ACME").user_name, nobody_yet()) == ("ann", False)


def test_where_companies_are_he_is_let_into_all_of_them() -> None:
    for code in ("ACME", "BOLT"):
        run(LegalEntity, "found", (), told(LegalEntity, "found", **ACME | {"code": code}), NOBODY.fresh())
    actions.begin(FirstAdministrator(**ANN), NOBODY.fresh())
    rows = Assignment.objects.filter(user__username="ann").order_by("legal_entity__code")
    assert list(rows.values_list("legal_entity__code", "role__code")) == [
        ("ACME", "administrator"), ("BOLT", "administrator"),
    ]  # fmt: skip


def test_it_begins_once() -> None:
    actions.begin(FirstAdministrator(**ANN, **OF_ACME), NOBODY.fresh())
    with pytest.raises(Refused) as refused:
        actions.begin(FirstAdministrator(**ANN | OF_ACME | {"username": "bob", "code": "BOLT"}), NOBODY.fresh())
    assert refused.value.codes == ["FND-02"]
    assert not User.objects.filter(username="bob").exists()


def test_without_a_company_nothing_begins() -> None:
    with pytest.raises(Refused) as refused:
        actions.begin(FirstAdministrator(**ANN), NOBODY.fresh())
    assert refused.value.codes == ["FND-03"]
    assert nobody_yet()


@pytest.mark.parametrize(("currency", "coin"), [("USD", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
def test_the_smallest_coin(currency: str, coin: str) -> None:
    assert rules.smallest_coin(currency) == coin
