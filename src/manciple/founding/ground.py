"""The set-up every company starts from: roles, terms, books, groups."""

from __future__ import annotations

from typing import Any

from .making import table
from .roles import SHIPPED

ROLES: list[dict[str, Any]] = SHIPPED

UNITS = table("""
    code | name     | decimals
    ea   | Each     | 0
    box  | Box      | 0
    pair | Pair     | 0
    kg   | Kilogram | 3
    l    | Litre    | 2
    m    | Metre    | 2
    hr   | Hour     | 2
""")

TERMS_OF_PAYMENT = table("""
    code | name                         | due_from      | months | days
    N030 | Net 30 days                  | net           | 0      | 30
    N060 | Net 60 days                  | net           | 0      | 60
    CM30 | End of month and 30 days     | current_month | 0      | 30
    COD  | Cash on delivery             | cash          | 0      | 0
""")

DELIVERY_TERMS = table("""
    code | name
    FOB  | Free on board
    DAP  | Delivered at place
    EXW  | Ex works
""")

MODES_OF_DELIVERY = table("""
    code  | name
    TRUCK | Truck
    SEA   | Sea freight
    AIR   | Air freight
""")

SALES_TAX_CODES = table("""
    code  | name           | percent
    VAT8  | Sales tax 8 %  | 8
    VAT19 | Value added tax 19 % | 19
""")

SALES_TAX_GROUPS = table("""
    code   | name           | sales_tax_code
    TAX    | Taxable        | VAT8
    VAT    | Domestic       | VAT19
    EXEMPT | Not taxed      |
""")

CHARGE_CODES = table("""
    code    | name                     | debit_type | credit_type | category
    FREIGHT | Freight                  | ledger     | vendor      | percent
    LANDED  | Freight into stock value | item       | vendor      | fixed
""")

VENDOR_GROUPS = table("""
    code | name      | terms_of_payment
    10   | Materials | N030
    20   | Services  | N030
""")

ITEM_GROUPS = table("""
    code     | name
    PARTS    | Parts and materials
    SERVICES | Services
""")

ITEM_MODEL_GROUPS = table("""
    code    | name     | stocked | accrue_on_receipt | post_physical
    STOCK   | Stocked  | yes     | yes               | yes
    SERVICE | Services | no      | yes               | no
""")

MAIN_ACCOUNTS = table("""
    number | name                              | account_type
    110100 | Bank                              | asset
    140100 | Inventory                         | asset
    140200 | Inventory received, not invoiced  | asset
    150100 | Sales tax receivable              | asset
    200100 | Accounts payable                  | liability
    200140 | Accrued purchases                 | liability
    300100 | Equity                            | equity
    400100 | Revenue                           | revenue
    510100 | Purchases received, not invoiced  | expense
    510200 | Purchases of products             | expense
    600100 | Purchased services                | expense
    605100 | Freight                           | expense
    618900 | Rounding                          | expense
""")

POSTING_PROFILES = table("""
    code | name
    GEN  | General
""")

POSTING_PROFILE_ROWS = table("""
    profile | relation | summary_account
    GEN     | all      | 200100
""")

INVENTORY_POSTING = table("""
    posting_type                    | item_group | main_account
    purchase_expenditure_uninvoiced |            | 510100
    purchase_accrual                |            | 200140
    product_receipt                 |            | 140200
    purchase_inventory_receipt      |            | 140100
    purchase_expenditure_product    |            | 510200
    purchase_expenditure_expense    |            | 600100
""")

ACCOUNTS_BY_CODE = table("""
    posting_type         | code | main_account
    sales_tax_receivable |      | 150100
    charge               |      | 605100
    invoice_rounding     |      | 618900
""")
