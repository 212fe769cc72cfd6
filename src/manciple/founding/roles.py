"""The roles that come with the house: each gives what its people do, and no more."""

from __future__ import annotations

from typing import Any

from manciple.collaboration.terms import MAINTAIN as MAINTAIN_COLLABORATION
from manciple.collaboration.terms import SET_UP as SET_UP_COLLABORATION
from manciple.collaboration.terms import VIEW as VIEW_COLLABORATION
from manciple.invoices.terms import MAINTAIN_INVOICE_SETUP, MAINTAIN_INVOICES, POST_INVOICES, VIEW_INVOICES
from manciple.ledger.terms import MAINTAIN_LEDGER, MAINTAIN_PERIODS, VIEW_LEDGER
from manciple.orders.terms import APPROVE_ORDERS, CONFIRM_ORDERS, FINALIZE_ORDERS, MAINTAIN_ORDERS, VIEW_ORDERS
from manciple.organization.terms import AUDIT, EVERY_DUTY, VIEW_ORGANIZATION
from manciple.parties.terms import MAINTAIN_VENDORS, VIEW_VENDORS
from manciple.pricing.terms import MAINTAIN_PRICES, VIEW_PRICES
from manciple.products.terms import MAINTAIN_PRODUCTS, VIEW_PRODUCTS
from manciple.receipts.terms import POST_RECEIPTS, VIEW_RECEIPTS
from manciple.terms.terms import MAINTAIN_TERMS, VIEW_TERMS
from manciple.workflow.terms import DO_WORK, MAINTAIN_WORKFLOW, VIEW_WORKFLOW

MASTER_DATA = [VIEW_ORGANIZATION, VIEW_TERMS, VIEW_VENDORS, VIEW_PRODUCTS, VIEW_PRICES]
DOCUMENTS = [VIEW_ORDERS, VIEW_RECEIPTS, VIEW_INVOICES, VIEW_WORKFLOW, VIEW_COLLABORATION]
WORKING = [DO_WORK, MAINTAIN_COLLABORATION]

SHIPPED: list[dict[str, Any]] = [
    {"code": "administrator", "name": "Administrator", "duties": [EVERY_DUTY]},
    {
        "code": "buyer",
        "name": "Buyer",
        "duties": [*MASTER_DATA, *DOCUMENTS, *WORKING, MAINTAIN_ORDERS, CONFIRM_ORDERS],
    },
    {
        "code": "warehouse-clerk",
        "name": "Warehouse clerk",
        "duties": [
            VIEW_ORGANIZATION,
            VIEW_TERMS,
            VIEW_VENDORS,
            VIEW_PRODUCTS,
            VIEW_ORDERS,
            VIEW_RECEIPTS,
            POST_RECEIPTS,
            VIEW_COLLABORATION,
            MAINTAIN_COLLABORATION,
        ],
    },
    {
        "code": "payables-clerk",
        "name": "Accounts payable clerk",
        "duties": [*MASTER_DATA, *DOCUMENTS, *WORKING, VIEW_LEDGER, MAINTAIN_INVOICES, POST_INVOICES],
    },
    {
        "code": "purchasing-manager",
        "name": "Purchasing manager",
        "duties": [
            *MASTER_DATA,
            *DOCUMENTS,
            *WORKING,
            MAINTAIN_WORKFLOW,
            SET_UP_COLLABORATION,
            APPROVE_ORDERS,
            MAINTAIN_ORDERS,
            CONFIRM_ORDERS,
            FINALIZE_ORDERS,
            MAINTAIN_VENDORS,
            MAINTAIN_PRODUCTS,
            MAINTAIN_PRICES,
        ],
    },
    {
        "code": "accountant",
        "name": "Accountant",
        "duties": [
            *MASTER_DATA,
            *DOCUMENTS,
            *WORKING,
            VIEW_LEDGER,
            MAINTAIN_LEDGER,
            MAINTAIN_PERIODS,
            MAINTAIN_TERMS,
            MAINTAIN_INVOICE_SETUP,
            POST_INVOICES,
        ],
    },
    {
        "code": "auditor",
        "name": "Auditor",
        "duties": [*MASTER_DATA, *DOCUMENTS, VIEW_LEDGER, AUDIT],
    },
]
