"""What the companies of tests are made of, beyond the ground that every company has."""

from __future__ import annotations

from manciple.founding.making import table

CURRENCIES = table("""
    code | name      | general_rounding | purchase_rounding
    USD  | US dollar | 0.01             | 0.01
    EUR  | Euro      | 0.01             | 0.01
    JPY  | Yen       | 1                | 1
""")

SITES = table("""
    code | name       | address
    1    | Main site  | 1 Main Street, Springfield
    2    | North site | 2 North Street, Springfield
""")

WAREHOUSES = table("""
    code | name            | site
    11   | Main warehouse  | 1
    12   | Spare parts     | 1
    21   | North warehouse | 2
""")

VENDORS = table("""
    account | name             | group | terms_of_payment | sales_tax_group | hold | site | warehouse | delivery_terms | mode_of_delivery
    V001    | First Supplies   | 10    | N030             | TAX             |      | 1    | 11        | FOB            | TRUCK
    V002    | Second Supplies  | 10    | N060             | EXEMPT          |      | 1    | 11        |                |
    V009    | Ninth Supplies   | 10    |                  | TAX             | all  | 1    | 11        |                |
""")  # noqa: E501

WORKERS = table("""
    code   | name         | user   | location      | employed_from | employed_to
    000100 | Tess Tester  | tester | Office 1      |               |
    000101 | Bob Brandt   |        | Dock 3        | 2020-01-01    |
    000102 | Lea Left     |        | Office 2      | 2020-01-01    | 2025-12-31
""")

VENDORS_PAID_THROUGH_OTHERS = table("""
    account | name           | group | invoice_account | sales_tax_group | site | warehouse
    V003    | Third Supplies | 10    | V001            | TAX             | 1    | 11
""")

ITEMS = table("""
    item | name      | item_group | model_group | inventory_unit | purchase_unit | purchase_price | overdelivery_percent | underdelivery_percent | site | warehouse | stopped
    A100 | Bolt      | PARTS      | STOCK       | ea             | ea            | 10.00          |                      |                       | 1    | 11        |
    B200 | Bracket   | PARTS      | STOCK       | ea             | ea            | 55.40          | 10                   | 5                     | 1    | 11        |
    C300 | Powder    | PARTS      | STOCK       | kg             | kg            | 2.50           |                      |                       | 1    | 11        |
    S400 | Repair    | SERVICES   | SERVICE     | hr             | hr            | 80.00          |                      |                       |      |           |
    X900 | Old valve | PARTS      | STOCK       | ea             | ea            | 7.00           |                      |                       | 1    | 11        | yes
""")  # noqa: E501
