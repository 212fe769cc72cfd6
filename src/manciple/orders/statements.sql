-- name: company
-- What a company gives its orders: money, language, address, posting profile.
-- takes: company, reference
SELECT entity.id, entity.code, entity.name, entity.language, entity.address,
       currency.id AS currency, currency.code AS currency_code, currency.general_rounding,
       currency.purchase_rounding, currency.purchase_rounding_form,
       parameters.posting_profile_id AS posting_profile,
       coalesce(sequence.manual, false) AS manual_numbers
  FROM organization_legalentity AS entity
  JOIN organization_currency AS currency ON currency.id = entity.currency_id
  LEFT JOIN ledger_ledgerparameters AS parameters ON parameters.company_id = entity.id
  LEFT JOIN kernel_numbersequence AS sequence
         ON sequence.company_id = entity.id AND sequence.reference = %(reference)s
 WHERE entity.id = %(company)s

-- name: suppliers
-- Vendors as an order sees them, with the invoice accounts they point to (01 §2.2).
-- takes: company, accounts[], ids[]
WITH asked AS (
    SELECT id, invoice_account_id
      FROM parties_vendor
     WHERE company_id = %(company)s AND (account = ANY (%(accounts)s) OR id = ANY (%(ids)s::bigint[]))
), wanted AS (
    SELECT id FROM asked UNION SELECT invoice_account_id FROM asked
)
SELECT vendor.id, vendor.account, vendor.name, vendor.hold, vendor.contact, vendor.email,
       vendor.language, vendor.delivery_terms_id AS delivery_terms,
       vendor.mode_of_delivery_id AS mode_of_delivery, vendor.site_id AS site,
       vendor.warehouse_id AS warehouse, vendor.invoice_account_id AS invoice_account,
       vendor.currency_id AS currency,
       coalesce(vendor.terms_of_payment_id, suppliers.terms_of_payment_id) AS terms_of_payment,
       vendor.sales_tax_group_id AS sales_tax_group
  FROM wanted
  JOIN parties_vendor AS vendor ON vendor.company_id = %(company)s AND vendor.id = wanted.id
  JOIN parties_vendorgroup AS suppliers
    ON suppliers.company_id = vendor.company_id AND suppliers.id = vendor.group_id

-- name: articles
-- What released products give an order line (01 §4).
-- takes: company, items[], ids[]
SELECT released.id, released.item, coalesce(nullif(released.name, ''), product.name) AS name,
       released.stopped, released.purchase_unit_id AS purchase_unit, unit.code AS unit_code,
       unit.decimals, released.purchase_price, released.price_unit, released.site_id AS site,
       released.warehouse_id AS warehouse, warehouse.site_id AS warehouse_site,
       released.overdelivery_percent, released.underdelivery_percent, released.matching_policy,
       released.lead_time_days
  FROM products_releasedproduct AS released
  JOIN products_product AS product ON product.id = released.product_id
  JOIN terms_unit AS unit ON unit.id = released.purchase_unit_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = released.company_id AND warehouse.id = released.warehouse_id
 WHERE released.company_id = %(company)s
   AND (released.item = ANY (%(items)s) OR released.id = ANY (%(ids)s::bigint[]))

-- name: named
-- Set-up records by their codes, of every kind an order may name; tax groups also by id, because
-- the rate of a group that came by default is needed too.
-- takes: company, currencies[], currency_ids[], sites[], site_ids[], warehouses[], warehouse_ids[], units[], terms[], deliveries[], modes[], groups[], group_ids[], profiles[], buyers[], charges[], charge_ids[]
SELECT 'currency' AS kind, currency.code, currency.id, NULL::bigint AS site, currency.name,
       '' AS address, 0 AS decimals, '' AS tax_code, 0::numeric AS percent, '' AS category,
       '' AS debit, '' AS credit, false AS taxed
  FROM organization_currency AS currency
 WHERE currency.code = ANY (%(currencies)s) OR currency.id = ANY (%(currency_ids)s::bigint[])
UNION ALL
SELECT 'unit', unit.code, unit.id, NULL, unit.name, '', unit.decimals, '', 0, '', '', '', false
  FROM terms_unit AS unit WHERE unit.code = ANY (%(units)s)
UNION ALL
SELECT 'site', site.code, site.id, NULL, site.name, site.address, 0, '', 0, '', '', '', false
  FROM organization_site AS site
 WHERE site.company_id = %(company)s
   AND (site.code = ANY (%(sites)s) OR site.id = ANY (%(site_ids)s::bigint[]))
UNION ALL
SELECT 'warehouse', warehouse.code, warehouse.id, warehouse.site_id, warehouse.name,
       coalesce(nullif(warehouse.address, ''), site.address), 0, '', 0, '', '', '', false
  FROM organization_warehouse AS warehouse
  JOIN organization_site AS site
    ON site.company_id = warehouse.company_id AND site.id = warehouse.site_id
 WHERE warehouse.company_id = %(company)s
   AND (warehouse.code = ANY (%(warehouses)s) OR warehouse.id = ANY (%(warehouse_ids)s::bigint[]))
UNION ALL
SELECT 'terms_of_payment', terms.code, terms.id, NULL, terms.name, '', 0, '', 0, '', '', '', false
  FROM terms_paymentterms AS terms
 WHERE terms.company_id = %(company)s AND terms.code = ANY (%(terms)s)
UNION ALL
SELECT 'delivery_terms', terms.code, terms.id, NULL, terms.name, '', 0, '', 0, '', '', '', false
  FROM terms_deliveryterms AS terms
 WHERE terms.company_id = %(company)s AND terms.code = ANY (%(deliveries)s)
UNION ALL
SELECT 'mode_of_delivery', mode.code, mode.id, NULL, mode.name, '', 0, '', 0, '', '', '', false
  FROM terms_modeofdelivery AS mode
 WHERE mode.company_id = %(company)s AND mode.code = ANY (%(modes)s)
UNION ALL
SELECT 'sales_tax_group', taxes.code, taxes.id, NULL, taxes.name, '', 0, coalesce(tax.code, ''),
       coalesce(tax.percent, 0), '', '', '', false
  FROM terms_salestaxgroup AS taxes
  LEFT JOIN terms_salestaxcode AS tax
    ON tax.company_id = taxes.company_id AND tax.id = taxes.sales_tax_code_id
 WHERE taxes.company_id = %(company)s
   AND (taxes.code = ANY (%(groups)s) OR taxes.id = ANY (%(group_ids)s::bigint[]))
UNION ALL
SELECT 'posting_profile', profile.code, profile.id, NULL, profile.name, '', 0, '', 0, '', '', '', false
  FROM ledger_postingprofile AS profile
 WHERE profile.company_id = %(company)s AND profile.code = ANY (%(profiles)s)
UNION ALL
SELECT 'buyer_group', buyers.code, buyers.id, NULL, buyers.name, '', 0, '', 0, '', '', '', false
  FROM terms_buyergroup AS buyers
 WHERE buyers.company_id = %(company)s AND buyers.code = ANY (%(buyers)s)
UNION ALL
SELECT 'charge_code', charge.code, charge.id, NULL, charge.name, '', 0, '', 0, charge.category,
       charge.debit_type, charge.credit_type, charge.taxed
  FROM terms_chargecode AS charge
 WHERE charge.company_id = %(company)s
   AND (charge.code = ANY (%(charges)s) OR charge.id = ANY (%(charge_ids)s::bigint[]))

-- name: numbers_used
-- Which of the order numbers exist, in upper case. Served by orders_order_any_case.
-- takes: company, numbers[]
SELECT upper(number) AS number
  FROM orders_purchaseorder
 WHERE company_id = %(company)s AND upper(number) = ANY (%(numbers)s)

-- name: journal_confirmations
-- Writes a confirmation per order, numbered per order from 1, and marks the orders: the snapshot
-- carries names and texts, so that a reprint shows what the vendor was told (01 §11.4).
-- takes: company, orders[], confirmed_on, act
WITH told AS (
    UPDATE orders_purchaseorder AS purchase
       SET confirmations = purchase.confirmations + 1, confirmed_on = %(confirmed_on)s,
           changed_since_confirmation = false,
           document_status = CASE purchase.document_status WHEN 'none' THEN 'purchase_order'
                                                            ELSE purchase.document_status END
     WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
 RETURNING purchase.*
)
INSERT INTO orders_confirmation
       (company_id, act, number, order_id, sequence, confirmed_on, vendor_id, vendor_name,
        vendor_address, invoice_account_id, contact, language, currency_id, terms_of_payment,
        delivery_terms, mode_of_delivery, delivery_name, delivery_address, attention_information,
        delivery_date, subtotal, charges, sales_tax, round_off, total)
SELECT told.company_id, %(act)s, told.number || '-' || told.confirmations, told.id,
       told.confirmations, told.confirmed_on, told.vendor_id, told.name, vendor.address,
       told.invoice_account_id, told.contact, told.language, told.currency_id,
       coalesce(payment.code, ''), coalesce(delivery.code, ''), coalesce(mode.code, ''),
       told.delivery_name, told.delivery_address, told.attention_information, told.delivery_date,
       told.subtotal, told.charges, told.sales_tax, told.round_off, told.total
  FROM told
  JOIN parties_vendor AS vendor
    ON vendor.company_id = told.company_id AND vendor.id = told.vendor_id
  LEFT JOIN terms_paymentterms AS payment
    ON payment.company_id = told.company_id AND payment.id = told.terms_of_payment_id
  LEFT JOIN terms_deliveryterms AS delivery
    ON delivery.company_id = told.company_id AND delivery.id = told.delivery_terms_id
  LEFT JOIN terms_modeofdelivery AS mode
    ON mode.company_id = told.company_id AND mode.id = told.mode_of_delivery_id
 ORDER BY told.id
RETURNING id, number, order_id AS order

-- name: journal_confirmation_lines
-- Writes the lines of the confirmations as they stand now.
-- takes: company, act, confirmations[]
INSERT INTO orders_confirmationline
       (company_id, act, confirmation_id, order_line, line_number, item, product_name, text, site,
        warehouse, quantity, unit, unit_price, price_unit, discount, discount_percent,
        charges_on_purchases, net_amount, sales_tax_group, sales_tax, delivery_date,
        confirmed_delivery_date)
SELECT line.company_id, %(act)s, confirmation.id, line.id, line.line_number, item.item,
       line.product_name, line.text, coalesce(site.code, ''), coalesce(warehouse.code, ''),
       line.quantity, unit.code, line.unit_price, line.price_unit, line.discount,
       line.discount_percent, line.charges_on_purchases, line.net_amount,
       coalesce(taxes.code, ''), line.sales_tax, line.delivery_date, line.confirmed_delivery_date
  FROM orders_confirmation AS confirmation
  JOIN orders_purchaseline AS line
    ON line.company_id = confirmation.company_id AND line.order_id = confirmation.order_id
  JOIN products_releasedproduct AS item
    ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN organization_site AS site
    ON site.company_id = line.company_id AND site.id = line.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
 WHERE confirmation.company_id = %(company)s
   AND confirmation.id = ANY (%(confirmations)s::bigint[])
 ORDER BY confirmation.id, line.line_number

-- name: raise_lines
-- Raises received, invoiced and short-closed quantities by signed steps; what was proposed to
-- receive now is used up where something arrived.
-- takes: company, lines[], received[], invoiced[], short[]
WITH moved AS (
    SELECT *
      FROM unnest(%(lines)s::bigint[], %(received)s::numeric[], %(invoiced)s::numeric[],
                  %(short)s::numeric[])
        AS moved (line_id, received, invoiced, short)
)
UPDATE orders_purchaseline AS line
   SET received = line.received + moved.received,
       invoiced = line.invoiced + moved.invoiced,
       canceled_short = line.canceled_short + moved.short,
       receive_now = CASE WHEN moved.received = 0 THEN line.receive_now ELSE 0 END
  FROM moved
 WHERE line.company_id = %(company)s AND line.id = moved.line_id
RETURNING line.order_id AS order

-- name: follow_lines
-- What headers show of their lines, as these are now: the least advanced status, the furthest
-- document left, the first promise still open, the next delivery, whether an invoice is awaited.
-- takes: company, orders[]
WITH wanted AS (
    SELECT id AS order_id FROM unnest(%(orders)s::bigint[]) AS wanted (id)
), lines AS (
    SELECT line.order_id,
           min(array_position(ARRAY['open_order', 'received', 'invoiced', 'canceled'],
                              line.status::text)) AS place,
           bool_or(line.received <> 0) AS received, bool_or(line.invoiced <> 0) AS invoiced,
           bool_or(line.received <> line.invoiced) AS awaits_invoice,
           min(line.confirmed_delivery_date) FILTER (WHERE line.status IN ('open_order', 'received'))
               AS earliest,
           min(coalesce(line.confirmed_delivery_date, line.delivery_date))
               FILTER (WHERE line.remaining <> 0) AS next_delivery
      FROM orders_purchaseline AS line JOIN wanted USING (order_id)
     WHERE line.company_id = %(company)s
     GROUP BY line.order_id
), derived AS (
    SELECT purchase.id,
           (ARRAY['open_order', 'received', 'invoiced', 'canceled'])[coalesce(lines.place, 1)]
               AS status,
           CASE WHEN lines.invoiced THEN 'invoice'
                WHEN lines.received THEN 'product_receipt'
                WHEN purchase.confirmations > 0 THEN 'purchase_order'
                ELSE 'none' END AS document_status,
           lines.earliest, lines.next_delivery, coalesce(lines.awaits_invoice, false) AS awaits_invoice
      FROM orders_purchaseorder AS purchase
      JOIN wanted ON wanted.order_id = purchase.id
      LEFT JOIN lines ON lines.order_id = purchase.id
     WHERE purchase.company_id = %(company)s
)
UPDATE orders_purchaseorder AS purchase
   SET status = derived.status, document_status = derived.document_status,
       earliest_confirmed_delivery = derived.earliest, next_delivery = derived.next_delivery,
       awaits_invoice = derived.awaits_invoice
  FROM derived
 WHERE purchase.company_id = %(company)s AND purchase.id = derived.id
   AND (purchase.status, purchase.document_status, purchase.earliest_confirmed_delivery,
        purchase.next_delivery, purchase.awaits_invoice)
       IS DISTINCT FROM (derived.status, derived.document_status, derived.earliest,
                         derived.next_delivery, derived.awaits_invoice)

-- name: finalize_lines
-- Closes the lines of orders for good.
-- takes: company, orders[]
UPDATE orders_purchaseline AS line
   SET finalized = true
 WHERE line.company_id = %(company)s AND line.order_id = ANY (%(orders)s::bigint[])
   AND NOT line.finalized

-- name: broken_identity
-- Lines of which ordered + added + over-delivered is not received + remaining + canceled, or that
-- are both over-delivered and still to come.
-- takes: company
SELECT 'purchase line', purchase.number || ' · ' || line.line_number, 'quantity',
       line.ordered + line.added + line.overdelivered,
       line.received + line.remaining + line.canceled_order + line.canceled_remainder
           + line.canceled_short
  FROM orders_purchaseline AS line
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = line.company_id AND purchase.id = line.order_id
 WHERE line.company_id = %(company)s
   AND (line.ordered + line.added + line.overdelivered
           <> line.received + line.remaining + line.canceled_order + line.canceled_remainder
              + line.canceled_short
        OR (line.overdelivered <> 0 AND line.remaining <> 0)
        OR line.quantity <> line.ordered - line.canceled_order)

-- name: broken_line_status
-- Lines whose status is not the first that holds, by the table of 01 §6.
-- takes: company
WITH standing AS (
    SELECT line.id, line.order_id, line.line_number, line.status,
           CASE WHEN line.received = 0 AND line.remaining = 0
                 AND line.canceled_order + line.canceled_remainder + line.canceled_short <> 0
                    THEN 'canceled'
                WHEN line.remaining = 0 AND line.received <> 0 AND line.invoiced = line.received
                    THEN 'invoiced'
                WHEN line.remaining = 0 AND line.received <> 0 THEN 'received'
                ELSE 'open_order' END AS expected
      FROM orders_purchaseline AS line
     WHERE line.company_id = %(company)s
)
SELECT 'purchase line', purchase.number || ' · ' || standing.line_number, 'status',
       standing.status, standing.expected
  FROM standing
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = standing.order_id
 WHERE standing.status <> standing.expected

-- name: broken_headers
-- Orders whose status, document status, earliest confirmed or next delivery, or waiting for an
-- invoice is not what their lines say.
-- takes: company
WITH lines AS (
    SELECT line.order_id,
           CASE WHEN bool_or(line.status = 'open_order') THEN 'open_order'
                WHEN bool_or(line.status = 'received') THEN 'received'
                WHEN bool_or(line.status = 'invoiced') THEN 'invoiced'
                ELSE 'canceled' END AS status,
           bool_or(line.received <> 0) AS received, bool_or(line.invoiced <> 0) AS invoiced,
           bool_or(line.received <> line.invoiced) AS awaits_invoice,
           min(line.confirmed_delivery_date) FILTER (WHERE line.status IN ('open_order', 'received'))
               AS earliest,
           min(coalesce(line.confirmed_delivery_date, line.delivery_date))
               FILTER (WHERE line.remaining <> 0) AS next_delivery
      FROM orders_purchaseline AS line
     WHERE line.company_id = %(company)s
     GROUP BY line.order_id
), expected AS (
    SELECT purchase.*, coalesce(lines.status, 'open_order') AS status_now,
           CASE WHEN lines.invoiced THEN 'invoice' WHEN lines.received THEN 'product_receipt'
                WHEN purchase.confirmations > 0 THEN 'purchase_order' ELSE 'none' END AS document_now,
           lines.earliest AS earliest_now, lines.next_delivery AS next_now,
           coalesce(lines.awaits_invoice, false) AS awaits_now
      FROM orders_purchaseorder AS purchase
      LEFT JOIN lines ON lines.order_id = purchase.id
     WHERE purchase.company_id = %(company)s
)
SELECT 'purchase order', expected.number, pair.field, pair.stored, pair.computed
  FROM expected
 CROSS JOIN LATERAL (VALUES
       ('status', expected.status::text, expected.status_now),
       ('document_status', expected.document_status::text, expected.document_now),
       ('earliest_confirmed_delivery', expected.earliest_confirmed_delivery::text,
        expected.earliest_now::text),
       ('next_delivery', expected.next_delivery::text, expected.next_now::text),
       ('awaits_invoice', expected.awaits_invoice::text, expected.awaits_now::text)
       ) AS pair (field, stored, computed)
 WHERE pair.stored IS DISTINCT FROM pair.computed

-- name: broken_net_amounts
-- Lines whose net amount is not what price, discounts and quantity give, rounded once, halves away
-- from zero; typed net amounts are left out.
-- takes: company
WITH priced AS (
    SELECT line.id, line.order_id, line.line_number, line.net_amount, currency.general_rounding,
           CASE WHEN line.unit_price IS NULL THEN 0
                ELSE (line.quantity * (line.unit_price - line.discount)
                      + sign(line.quantity) * line.charges_on_purchases * line.price_unit)
                     * (100 - line.discount_percent) / (100 * line.price_unit) END AS exact
      FROM orders_purchaseline AS line
      JOIN orders_purchaseorder AS purchase
        ON purchase.company_id = line.company_id AND purchase.id = line.order_id
      JOIN organization_currency AS currency ON currency.id = purchase.currency_id
     WHERE line.company_id = %(company)s AND line.price_source <> 'net_manual'
), computed AS (
    SELECT priced.*, round(exact / general_rounding) * general_rounding AS expected FROM priced
)
SELECT 'purchase line', purchase.number || ' · ' || computed.line_number, 'net_amount',
       computed.net_amount, computed.expected
  FROM computed
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = computed.order_id
 WHERE computed.net_amount <> computed.expected

-- name: broken_totals
-- Orders whose totals are not the sum of their lines, charges and taxes.
-- takes: company
WITH lines AS (
    SELECT order_id, sum(net_amount) AS subtotal, sum(sales_tax) AS sales_tax
      FROM orders_purchaseline WHERE company_id = %(company)s GROUP BY order_id
), charges AS (
    SELECT charge.order_id, sum(charge.sales_tax) AS sales_tax,
           sum(charge.amount * CASE WHEN code.credit_type = 'vendor' THEN 1
                                    WHEN code.debit_type = 'vendor' THEN -1 ELSE 0 END) AS amount
      FROM orders_ordercharge AS charge
      JOIN terms_chargecode AS code
        ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
     WHERE charge.company_id = %(company)s
     GROUP BY charge.order_id
)
SELECT 'purchase order', purchase.number, pair.field, pair.stored, pair.computed
  FROM orders_purchaseorder AS purchase
  LEFT JOIN lines ON lines.order_id = purchase.id
  LEFT JOIN charges ON charges.order_id = purchase.id
 CROSS JOIN LATERAL (VALUES
       ('subtotal', purchase.subtotal, coalesce(lines.subtotal, 0)),
       ('charges', purchase.charges, coalesce(charges.amount, 0)),
       ('sales_tax', purchase.sales_tax,
        coalesce(lines.sales_tax, 0) + coalesce(charges.sales_tax, 0)),
       ('total', purchase.total,
        purchase.subtotal + purchase.charges + purchase.sales_tax + purchase.round_off)
       ) AS pair (field, stored, computed)
 WHERE purchase.company_id = %(company)s AND pair.stored <> pair.computed

-- name: broken_confirmations
-- Orders whose confirmations are not numbered 1, 2, 3 up to their count.
-- takes: company
SELECT 'purchase order', purchase.number, 'confirmations', purchase.confirmations,
       count(confirmation.id)
  FROM orders_purchaseorder AS purchase
  LEFT JOIN orders_confirmation AS confirmation
    ON confirmation.company_id = purchase.company_id AND confirmation.order_id = purchase.id
 WHERE purchase.company_id = %(company)s
 GROUP BY purchase.id, purchase.number, purchase.confirmations
HAVING purchase.confirmations <> count(confirmation.id)
    OR purchase.confirmations <> coalesce(max(confirmation.sequence), 0)
