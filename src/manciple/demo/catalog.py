"""What the demo companies buy, from whom, and for what price."""

from __future__ import annotations

from decimal import Decimal

from manciple.founding.making import table

CENTS = Decimal("0.01")

COMPANIES = table("""
    code | name                      | currency | country | zone             | tax    | factor | city
    US01 | Alder & Pine Outfitters   | USD      | US      | America/New_York | TAX    | 1      | Burlington, VT 05401
    DE01 | Alder & Pine Europa GmbH  | EUR      | DE      | Europe/Berlin    | VAT    | 0.92   | 87435 Kempten
""")

SITES = table("""
    code | name             | address
    1    | Main works       | 12 Foundry Lane
    2    | Distribution     | 80 Harbor Road
""")

WAREHOUSES = table("""
    code | name              | site
    11   | Raw materials     | 1
    12   | Tools and spares  | 1
    21   | Finished goods    | 2
    22   | Returns           | 2
""")

ITEM_GROUPS = table("""
    code     | name
    FABRIC   | Fabrics and webbing
    HARDWARE | Buckles, zips, poles
    PACKING  | Packing material
    TOOLS    | Tools and spares
    OFFICE   | Office supplies
    SERVICES | Services
""")

MAIN_ACCOUNTS = table("""
    number | name            | account_type
    601200 | Office supplies | expense
    601300 | Packing         | expense
""")

INVENTORY_POSTING = table("""
    posting_type                 | item_group | main_account
    purchase_expenditure_expense | OFFICE     | 601200
    purchase_expenditure_expense | PACKING    | 601300
""")

VENDOR_GROUPS = table("""
    code | name                 | terms_of_payment
    10   | Materials            | N030
    20   | Services             | N030
    30   | Office and packing   | CM30
""")

#: `hold`, `rating` and the like as far as they differ from the usual.
VENDORS = table("""
    account | name                      | group | terms_of_payment | hold    | rating | preferred | delivery_terms | contact         | phone           | email
    V-1001  | Cascade Textile Mills     | 10    | N030             |         | 1      | yes       | FOB            | Ingrid Solberg  | +1 555 010 1001 | orders@cascade-textile.example
    V-1002  | Northline Webbing         | 10    | N060             |         | 2      | yes       | FOB            | Paul Okafor     | +1 555 010 1002 | sales@northline.example
    V-1003  | Keystone Fasteners        | 10    | N030             |         | 1      |           | DAP            | Dana Whitlock   | +1 555 010 1003 | orders@keystone-fasteners.example
    V-1004  | Summit Pole & Tube        | 10    | CM30             |         | 3      |           | EXW            | Ravi Menon      | +1 555 010 1004 | desk@summit-pole.example
    V-1005  | Blue Heron Packaging      | 30    |                  |         | 2      | yes       | DAP            | Lucía Ferrer    | +1 555 010 1005 | lucia@blueheron.example
    V-1006  | Granite Tool Supply       | 10    | N030             |         | 2      |           | DAP            | Tom Brandt      | +1 555 010 1006 | tom@granite-tool.example
    V-1007  | Paper & Desk Company      | 30    |                  |         | 3      |           | DAP            | Mei Lin         | +1 555 010 1007 | mei@paper-desk.example
    V-1008  | Ridgeway Machine Service  | 20    | N030             |         | 1      | yes       |                | Otto Keller     | +1 555 010 1008 | service@ridgeway.example
    V-1009  | Lakeshore Freight Lines   | 20    | COD              |         | 4      |           |                | Ana Duarte      | +1 555 010 1009 | dispatch@lakeshore.example
    V-1010  | Bright Zipper Works       | 10    | N060             |         | 1      | yes       | FOB            | Henrik Aalto    | +1 555 010 1010 | henrik@brightzipper.example
    V-1011  | Old Mill Canvas           | 10    | N030             | all     | 5      |           | EXW            | Greta Lind      | +1 555 010 1011 | greta@oldmill.example
    V-1012  | Trailhead Consulting      | 20    | N060             | invoice | 3      |           |                | Sam Carver      | +1 555 010 1012 | sam@trailhead.example
""")  # noqa: E501

#: Paid through their parents.
SUBSIDIARIES = table("""
    account | name                       | group | invoice_account | rating | delivery_terms | contact      | phone           | email
    V-1013  | Cascade Textile Mills West | 10    | V-1001          | 2      | FOB            | Noor Haddad  | +1 555 010 1013 | west@cascade-textile.example
""")  # noqa: E501

#: Model groups are STOCK where not said otherwise; prices are in dollars.
ITEMS = table("""
    item    | name                               | item_group | unit | price  | vendor | model   | over | under | lead
    F-1010  | Ripstop nylon 70D, forest green    | FABRIC     | m    | 6.85   | V-1001 |         | 5    | 5     | 21
    F-1011  | Ripstop nylon 70D, slate           | FABRIC     | m    | 6.85   | V-1001 |         | 5    | 5     | 21
    F-1012  | Ripstop nylon 30D, orange          | FABRIC     | m    | 8.40   | V-1001 |         | 5    | 5     | 28
    F-1020  | Cordura 500D, black                | FABRIC     | m    | 11.20  | V-1001 |         | 5    | 5     | 21
    F-1021  | Cordura 1000D, coyote              | FABRIC     | m    | 13.75  | V-1001 |         | 5    | 5     | 21
    F-1030  | Mesh, no-see-um, black             | FABRIC     | m    | 4.10   | V-1001 |         | 5    | 5     | 14
    F-1031  | Spacer mesh 3 mm, grey             | FABRIC     | m    | 7.95   | V-1013 |         | 5    | 5     | 14
    F-1040  | Cotton canvas 12 oz, natural       | FABRIC     | m    | 9.30   | V-1011 |         | 5    | 5     | 14
    W-2010  | Webbing 25 mm, black               | FABRIC     | m    | 0.42   | V-1002 |         | 10   | 10    | 10
    W-2011  | Webbing 38 mm, black               | FABRIC     | m    | 0.58   | V-1002 |         | 10   | 10    | 10
    W-2012  | Webbing 50 mm, black               | FABRIC     | m    | 0.81   | V-1002 |         | 10   | 10    | 10
    W-2020  | Shock cord 4 mm, black             | FABRIC     | m    | 0.35   | V-1002 |         | 10   | 10    | 10
    W-2021  | Guy line 2.5 mm, reflective        | FABRIC     | m    | 0.29   | V-1002 |         | 10   | 10    | 10
    H-3010  | Side release buckle 25 mm          | HARDWARE   | ea   | 0.38   | V-1003 |         | 2    |       | 14
    H-3011  | Side release buckle 38 mm          | HARDWARE   | ea   | 0.46   | V-1003 |         | 2    |       | 14
    H-3012  | Side release buckle 50 mm          | HARDWARE   | ea   | 0.69   | V-1003 |         | 2    |       | 14
    H-3020  | Ladder lock 25 mm                  | HARDWARE   | ea   | 0.17   | V-1003 |         | 2    |       | 14
    H-3021  | Tri-glide 25 mm                    | HARDWARE   | ea   | 0.12   | V-1003 |         | 2    |       | 14
    H-3030  | Cord lock, double                  | HARDWARE   | ea   | 0.21   | V-1003 |         | 2    |       | 14
    H-3040  | D-ring 25 mm, steel                | HARDWARE   | ea   | 0.26   | V-1003 |         | 2    |       | 14
    H-3050  | Grommet no. 2, brass               | HARDWARE   | box  | 18.90  | V-1003 |         |      |       | 14
    Z-3110  | Coil zip no. 5, per metre          | HARDWARE   | m    | 1.15   | V-1010 |         | 5    | 5     | 30
    Z-3111  | Coil zip no. 8, water repellent    | HARDWARE   | m    | 2.65   | V-1010 |         | 5    | 5     | 30
    Z-3120  | Slider no. 5, locking              | HARDWARE   | ea   | 0.33   | V-1010 |         | 2    |       | 30
    Z-3121  | Slider no. 8, double pull          | HARDWARE   | ea   | 0.74   | V-1010 |         | 2    |       | 30
    P-3210  | Tent pole 8.5 mm, set of four      | HARDWARE   | ea   | 21.50  | V-1004 |         |      |       | 35
    P-3211  | Tent pole 9.5 mm, set of two       | HARDWARE   | ea   | 17.25  | V-1004 |         |      |       | 35
    P-3220  | Pole tip, aluminium                | HARDWARE   | pair | 1.05   | V-1004 |         |      |       | 35
    P-3230  | Stake, Y-beam 180 mm               | HARDWARE   | ea   | 1.38   | V-1004 |         |      |       | 35
    P-3240  | Frame stay, 6061, 500 mm           | HARDWARE   | ea   | 4.60   | V-1004 |         |      |       | 35
    K-4010  | Carton 600 × 400 × 300             | PACKING    | ea   | 1.62   | V-1005 | EXPENSE | 10   | 10    | 5
    K-4011  | Carton 400 × 300 × 200             | PACKING    | ea   | 1.04   | V-1005 | EXPENSE | 10   | 10    | 5
    K-4020  | Paper tape 50 mm                   | PACKING    | ea   | 3.85   | V-1005 | EXPENSE | 10   | 10    | 5
    K-4030  | Hang tag, printed                  | PACKING    | box  | 42.00  | V-1005 | EXPENSE |      |       | 12
    K-4040  | Desiccant 10 g                     | PACKING    | box  | 27.50  | V-1005 | EXPENSE |      |       | 5
    T-5010  | Sewing machine needle 110/18       | TOOLS      | box  | 8.95   | V-1006 |         |      |       | 7
    T-5011  | Bonded thread T90, black           | TOOLS      | ea   | 24.80  | V-1006 |         |      |       | 7
    T-5012  | Bonded thread T90, coyote          | TOOLS      | ea   | 24.80  | V-1006 |         |      |       | 7
    T-5020  | Rotary cutter blade 45 mm          | TOOLS      | box  | 31.40  | V-1006 |         |      |       | 7
    T-5030  | Hot knife tip                      | TOOLS      | ea   | 14.20  | V-1006 |         |      |       | 7
    T-5040  | Grommet press die no. 2            | TOOLS      | ea   | 86.00  | V-1006 |         |      |       | 20
    T-5050  | Machine oil                        | TOOLS      | l    | 9.60   | V-1006 |         |      |       | 7
    T-5060  | Seam sealer, silicone              | TOOLS      | kg   | 38.75  | V-1006 |         | 5    |       | 7
    O-6010  | Copy paper A4, 500 sheets          | OFFICE     | box  | 28.90  | V-1007 | EXPENSE |      |       | 3
    O-6020  | Toner, black                       | OFFICE     | ea   | 94.50  | V-1007 | EXPENSE |      |       | 3
    O-6030  | Label printer roll                 | OFFICE     | ea   | 12.30  | V-1007 | EXPENSE |      |       | 3
    O-6040  | Desk chair, task                   | OFFICE     | ea   | 239.00 | V-1007 | EXPENSE |      |       | 15
    S-7010  | Machine maintenance                | SERVICES   | hr   | 92.00  | V-1008 | SERVICE |      |       |
    S-7011  | Cutting table calibration          | SERVICES   | hr   | 118.00 | V-1008 | SERVICE |      |       |
    S-7020  | Local haulage                      | SERVICES   | hr   | 64.00  | V-1009 | SERVICE |      |       |
    S-7030  | Pattern consulting                 | SERVICES   | hr   | 145.00 | V-1012 | SERVICE |      |       |
    F-1099  | Oilcloth, discontinued             | FABRIC     | m    | 10.10  | V-1011 |         |      |       |
""")

STOPPED = frozenset({"F-1099"})

ITEM_MODEL_GROUPS = table("""
    code    | name                   | stocked | accrue_on_receipt | post_physical
    EXPENSE | Expensed on receipt    | no      | yes               | no
""")


def converted(price: str, factor: str) -> Decimal:
    """A dollar price in the money of a company."""
    return (Decimal(price) * Decimal(factor)).quantize(CENTS)
