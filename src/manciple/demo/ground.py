"""The set-up every company of this package starts from."""

from __future__ import annotations

from typing import Any

from .making import table
from .roles import SHIPPED

ROLES: list[dict[str, Any]] = SHIPPED

CURRENCIES = table("""
    code | name      | general_rounding | purchase_rounding
    USD  | US dollar | 0.01             | 0.01
    EUR  | Euro      | 0.01             | 0.01
    JPY  | Yen       | 1                | 1
""")

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

CHARGES_CODES = table("""
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

# --- What tests order, and from whom ---------------------------------------------------------------

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
