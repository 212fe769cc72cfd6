"""A sample of every set-up record, as a person types it; what the inherited tests make and refuse."""

from __future__ import annotations

from manciple.kernel.testing.setup import Nth, Sample

ORGANIZATION = {
    "legal-entities": Sample(
        new={
            "code": "T{n}", "name": "Test {n}", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin",
            "language": "de", "address": "Hauptstraße {n}\nBerlin",
        },
        change={"name": "Renamed", "time_zone": "Europe/Paris"},
        refused=[
            ({"country": "XX"}, "ORG-05"),
            ({"country": "EU"}, "ORG-05"),
            ({"time_zone": "Mars/Olympus"}, "ORG-06"),
            ({"language": "klingon"}, "ORG-07"),
            ({"code": "t1"}, "ORG-02"),
            ({"currency": "XTS"}, "KRN-008"),
        ],
    ),
    "sites": Sample({"code": "S{n}", "name": "Site {n}", "address": "Road {n}"}, {"address": "Road 9"}),
    "warehouses": Sample(
        {"code": "W{n}", "name": "Warehouse {n}", "site": "1", "address": ""}, {"site": "2", "name": "Moved"}
    ),
    "currencies": Sample(
        new={"code": Nth(("AED", "AFN", "ALL", "AMD")), "name": "Money {n}", "general_rounding": "0.05"},
        change={"general_rounding": "0.1", "purchase_rounding_form": "up"},
        refused=[
            ({"code": "AAA"}, "ORG-04"),
            ({"general_rounding": "0.00005"}, "ORG-03"),
            ({"purchase_rounding": "0.00015"}, "ORG-03"),
            ({"general_rounding": "0"}, "ORG-01"),
            ({"price_rounding": "-0.01"}, "ORG-01"),
        ],
    ),
    "workers": Sample(
        new={"code": "E{n}", "name": "Worker {n}", "spending_limit": "1000", "location": "Room {n}",
             "employed_from": "2020-01-01", "employed_to": "2030-12-31"},
        change={"spending_limit": "2500.5", "employed_to": None},
        refused=[
            ({"employed_to": "2019-12-31"}, "ORG-12"),
            ({"spending_limit": "-1"}, "ORG-13"),
        ],
    ),
    "batch-jobs": Sample(
        new={
            "code": "NIGHT{n}", "name": "Every night {n}", "what": "confirm-purchase-orders",
            "filters": "pool=WEST\nvendor=V001", "told": "print=after", "every": "day",
            "next_at": "2026-01-16T02:00:00Z", "active": True,
        },
        change={"every": "month", "active": False},
        refused=[
            ({"what": "paint-the-house"}, "KRN-025"), ({"filters": "colour=red"}, "KRN-026"),
            ({"filters": "red"}, "KRN-026"), ({"told": "summary=perhaps"}, "KRN-026"),
        ],
    ),
    "work-calendars": Sample(
        new={"code": "C{n}", "name": "Calendar {n}", "opens_at": "07:30", "closes_at": "16:00", "friday": False},
        change={"closes_at": "18:00", "saturday": True},
        refused=[
            ({"opens_at": "7:30"}, "ORG-14"),
            ({"opens_at": "17:00"}, "ORG-14"),
            ({"monday": False, "tuesday": False, "wednesday": False, "thursday": False}, "ORG-15"),
        ],
    ),
    "number-sequences": Sample(
        new={
            "code": "test-{n}", "reference": "test-{n}", "group": None, "format": "T{n}-####", "next": 7,
            "continuous": True, "manual": False, "to_lower": False, "to_higher": True,
        },
        change={"format": "{company}-######", "next": 9, "to_lower": True},
        refused=[
            ({"format": "NOTHING"}, "ORG-09"),
            ({"format": "A B###"}, "ORG-10"),
            ({"format": "##", "next": 100}, "ORD-02"),
            ({"format": "&#", "next": 260}, "ORD-02"),
            ({"reference": "purchase-order", "format": "{company}-######"}, "ORD-01"),
            ({"group": "NONE"}, "KRN-008"),
        ],
    ),
    "number-sequence-groups": Sample({"code": "NG{n}", "name": "Group {n}"}, {"name": "Imports"}),
    "users": Sample(
        new={
            "username": "ann.lee{n}", "email": "ann{n}@example.com", "first_name": "Ann", "last_name": "Lee",
            "language": "en", "is_service": True,
        },
        change={"email": "lee@example.com", "last_name": "Lee-Smith"},
        refused=[
            ({"username": "ann lee"}, "USR-01"),
            ({"email": "nowhere"}, "USR-08"),
            ({"language": "xx-yy-zz"}, "ORG-07"),
            ({"password": "long enough to be good"}, "USR-04"),
            ({"is_service": False}, "USR-03"),
            ({"is_service": False, "password": "short"}, "USR-02"),
            ({"is_service": False, "password": "password1234"}, "USR-02"),
            ({"is_service": False, "password": "ann.lee1ann1"}, "USR-02"),
        ],
    ),
    "roles": Sample(
        new={"code": "role-{n}", "name": "Role {n}", "duties": ["view-vendors", "maintain-vendors"]},
        change={"duties": ["*"]},
        refused=[({"duties": ["view-vendors", "rule-the-world"]}, "ORG-11")],
    ),
    "role-assignments": Sample(
        {
            "user": "tester", "legal_entity": "US01",
            "role": Nth(("buyer", "accountant", "auditor", "payables-clerk")),
        }
    ),
}  # fmt: skip

TERMS = {
    "buyer-groups": Sample({"code": "B{n}", "name": "Buyers {n}"}, {"name": "Buyers of parts"}),
    "pools": Sample({"code": "P{n}", "name": "Pool {n}"}, {"name": "Weekly orders"}),
    "reason-codes": Sample({"code": "R{n}", "name": "Reason {n}"}, {"name": "No longer needed"}),
    "return-actions": Sample({"code": "RA{n}", "name": "Action {n}"}, {"name": "Credit only"}),
    "units": Sample(
        {"code": "u{n}", "name": "Unit {n}", "decimals": 2},
        {"decimals": 3},
        [({"decimals": 7}, "TRM-01"), ({"decimals": -1}, "TRM-01")],
    ),
    "terms-of-payment": Sample(
        {"code": "N{n}", "name": "Net {n}", "due_from": "net", "months": 1, "days": 10},
        {"due_from": "current_month", "days": 0},
        [({"due_from": "cash"}, "TRM-02"), ({"days": -1}, "TRM-03"), ({"months": -1}, "TRM-03")],
    ),
    "delivery-terms": Sample({"code": "D{n}", "name": "Delivery {n}"}, {"name": "Changed"}),
    "modes-of-delivery": Sample({"code": "M{n}", "name": "Mode {n}"}, {"name": "Changed"}),
    "sales-tax-codes": Sample(
        {"code": "T{n}", "name": "Tax {n}", "percent": "7.5"}, {"percent": "8.25"}, [({"percent": "-1"}, "TRM-04")]
    ),
    "sales-tax-groups": Sample(
        {"code": "G{n}", "name": "Group {n}", "sales_tax_code": "VAT8"}, {"sales_tax_code": None, "name": "Free"}
    ),
    "charges-codes": Sample(
        new={
            "code": "C{n}", "name": "Charge {n}", "category": "fixed", "taxed": True, "debit_type": "item",
            "credit_type": "vendor",
        },
        change={"debit_type": "ledger", "taxed": False},
        refused=[
            ({"debit_type": "item", "credit_type": "item"}, "CHARGE_TYPES"),
            ({"debit_type": "vendor", "credit_type": "vendor"}, "CHARGE_TYPES"),
        ],
    ),
}  # fmt: skip

VENDORS = {
    "vendor-groups": Sample({"code": "G{n}", "name": "Group {n}", "terms_of_payment": "N030"}, {"name": "Changed"}),
    "vendors": Sample(
        new={
            "account": "T{n}", "name": "Vendor {n}", "group": "10", "hold": "invoice", "rating": 2, "preferred": True,
            "contact": "Kim", "email": "kim{n}@example.com", "phone": "+1 555 0100", "language": "de",
            "address": "Street {n}", "currency": "EUR", "site": "1", "warehouse": "12", "delivery_terms": "FOB",
            "mode_of_delivery": "TRUCK", "invoice_account": "V001", "terms_of_payment": "N060",
            "sales_tax_group": "TAX", "tax_exempt_number": "DE{n}", "internet_address": "https://vendor{n}.example",
            "hold_until": "2026-06-30", "change_management": "on",
        },
        change={
            "hold": "no", "hold_until": None, "site": "2", "warehouse": "21", "invoice_account": None, "rating": None,
        },
        refused=[
            ({"warehouse": "21"}, "ORG-08"),
            ({"site": None}, "ORG-08"),
            ({"invoice_account": "V003"}, "PAR-02"),
            ({"rating": 6}, "PAR-01"),
            ({"email": "kim"}, "PAR-05"),
            ({"internet_address": "no address"}, "PAR-06"),
            ({"hold": "never"}, "PAR-07"),
            ({"pool": "NONE"}, "KRN-008"),
            ({"language": "nonsense"}, "ORG-07"),
            ({"name": "Other", "group": "99"}, "KRN-008"),
        ],
    ),
}  # fmt: skip

PRODUCTS = {
    "products": Sample(
        {"number": "P{n}", "name": "Product {n}", "product_type": "service", "description": "Long\ntext"},
        {"name": "Changed", "product_type": "item"},
    ),
    "item-groups": Sample({"code": "G{n}", "name": "Group {n}"}, {"name": "Changed"}),
    "item-model-groups": Sample(
        {
            "code": "M{n}", "name": "Model {n}", "stocked": False, "accrue_on_receipt": False, "post_physical": False,
            "receiving_required": True,
        },
        {"stocked": True},
    ),
    "released-products": Sample(
        new={
            "item": "T{n}", "name": "Item {n}", "product": "A100", "item_group": "PARTS", "model_group": "STOCK",
            "purchase_unit": "kg", "inventory_unit": "kg", "purchase_price": "12.3456", "price_unit": "10",
            "lead_time_days": 5, "overdelivery_percent": "2.5", "underdelivery_percent": "100",
            "matching_policy": "two_way", "stopped": True, "standard_cost": "11", "site": "1", "warehouse": "11",
        },
        change={"purchase_price": None, "stopped": False, "inventory_unit": "ea", "purchase_unit": "ea"},
        refused=[
            ({"inventory_unit": "ea"}, "PRD-02"),
            ({"purchase_price": "-0.01"}, "PRD-03"),
            ({"standard_cost": "-1"}, "PRD-03"),
            ({"lead_time_days": -1}, "PRD-03"),
            ({"price_unit": "0"}, "PRICE_UNIT_INVALID"),
            ({"overdelivery_percent": "-1"}, "PRD-01"),
            ({"underdelivery_percent": "100.5"}, "PRD-01"),
            ({"warehouse": "21"}, "ORG-08"),
        ],
    ),
}  # fmt: skip

LEDGER = {
    "main-accounts": Sample(
        {"number": "7000{n}", "name": "Account {n}", "account_type": "asset", "no_manual_entry": True},
        {"suspended": True},
    ),
    "periods": Sample(
        {"name": "P{n}", "fiscal_year": 1990, "starts_on": "1990-01-0{n}", "ends_on": "1990-01-0{n}"},
        {"fiscal_year": 1991},
        [({"ends_on": "1989-12-31"}, "LED-01"), ({"starts_on": "2026-01-05", "ends_on": "2026-01-06"}, "LED-02")],
    ),
    "posting-profiles": Sample({"code": "P{n}", "name": "Profile {n}"}, {"name": "Changed"}),
    "posting-profile-rows": Sample(
        {
            "profile": "GEN",
            "relation": "table",
            "vendor": Nth(("V001", "V002", "V003", "V009")),
            "summary_account": "200100",
        },
        {"summary_account": "200140"},
    ),
    "inventory-posting": Sample(
        {"posting_type": "purchase_accrual", "vendor": Nth(("V001", "V002", "V003", "V009")), "main_account": "200140"},
        {"main_account": "200100"},
    ),
    "accounts-by-code": Sample(
        {"posting_type": "charge", "code": "C{n}", "main_account": "605100"}, {"main_account": "600100"}
    ),
}

PRICES = {
    "trade-agreements": Sample(
        new={
            "vendor": "V001", "item": "A100", "unit": "ea", "currency": "USD", "note": "Spring {n}",
            "unit_price": "9.9999", "price_unit": "1", "from_quantity": "{n}", "starts_on": "2026-01-01",
            "ends_on": "2026-06-30", "least_quantity": "1", "most_quantity": "500", "lead_time_days": 3,
        },
        change={"unit_price": "8", "ends_on": None},
        refused=[({"ends_on": "2025-12-31"}, "PRC-01"), ({"price_unit": "0"}, "PRICE_UNIT_INVALID")],
    ),
}  # fmt: skip

ORDERS = {
    "line-updates": Sample(
        new={"field": Nth(("delivery_date", "site", "requester", "mode_of_delivery")), "policy": "never"},
        change={"policy": "always"},
        refused=[({"field": "due_date"}, "ORD-118")],
    ),
    "summary-updates": Sample(
        new={
            "document": Nth(("purchase_order", "product_receipt", "invoice", "receipts_list")), "option": "automatic",
            "parts": ["buyer_group", "language"],
        },
        change={"option": "invoice_account", "parts": []},
    ),
    "reapproval-rules": Sample(
        new={
            "code": "RULE{n}", "name": "Rule {n}", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
            "watched": ["lines.quantity", "charges.value", "delivery_address"],
        },
        change={"valid_to": None, "watched": ["lines.net_amount"]},
        refused=[({"valid_to": "2025-12-31"}, "ORD-95"), ({"watched": ["colour"]}, "ORD-105")],
    ),
}  # fmt: skip

WORKFLOW = {
    "workflows": Sample(
        new={
            "code": "F{n}", "name": "Flow {n}", "kind": "purchase-order", "process_owner": "tester",
            "condition": "total > 100{n} and any line (quantity >= 5)", "notify": ["assigned"],
        },
        change={"condition": "", "is_default": True, "instructions": "Look at the total."},
        refused=[
            ({"kind": "nothing"}, "WFL-01"),
            ({"condition": "total >"}, "WFL-02"),
            ({"condition": "nonsense = 1"}, "WFL-02"),
        ],
    ),
}  # fmt: skip

COLLABORATION = {
    "attachment-types": Sample(
        new={"code": "T{n}", "name": "Type {n}", "extensions": "pdf, png", "kilobytes": 100, "shown_on_print": True},
        change={"kilobytes": 200, "extensions": "pdf"},
        refused=[({"kilobytes": 0}, "DOC-09"), ({"kilobytes": 60000}, "DOC-09"), ({"extensions": ".pdf"}, "DOC-13"),
                 ({"extensions": "exe"}, "DOC-14")],
    ),
    "case-categories": Sample({"code": "C{n}", "name": "Category {n}"}, {"name": "Changed"}),
}  # fmt: skip

SAMPLES = COLLABORATION | WORKFLOW | ORGANIZATION | TERMS | VENDORS | PRODUCTS | LEDGER | PRICES | ORDERS
