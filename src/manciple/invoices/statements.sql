-- name: lock_orders
-- Holds the orders of invoices, in key order, so that receipts and other invoices of them wait.
-- takes: company, invoices[]
SELECT purchase.id AS order_id
  FROM orders_purchaseorder AS purchase
 WHERE purchase.company_id = %(company)s
   AND purchase.id IN (SELECT part.order_id
                         FROM invoices_invoiceorder AS part
                        WHERE part.company_id = %(company)s AND part.invoice_id = ANY(%(invoices)s::bigint[]))
 ORDER BY purchase.id
   FOR NO KEY UPDATE;

-- name: claim_numbers
-- Makes others wait who post an invoice of the same account under the same number at the same moment.
-- takes: company, accounts[], numbers[]
SELECT count(pg_advisory_xact_lock(claim.key))
  FROM (SELECT DISTINCT hashtextextended(
                   concat_ws('|', 'vendor invoice', %(company)s::bigint, asked.account_id, lower(asked.number)), 0) AS key
          FROM unnest(%(accounts)s::bigint[], %(numbers)s::text[]) AS asked (account_id, number)
         WHERE asked.number <> ''
         ORDER BY key) AS claim;

-- name: policy
-- How the company checks invoices (04 §7, §10.1, §12); without parameters it is strict.
-- takes: company
SELECT coalesce(parameters.duplicate_invoices, 'reject') AS duplicates,
       coalesce(parameters.matching, true) AS matching,
       coalesce(parameters.discrepancies, 'refuse') AS discrepancies,
       coalesce(nullif(parameters.line_matching_policy, ''), 'three_way') AS line_policy,
       coalesce(parameters.price_tolerance_percent, 0) AS tolerance,
       coalesce(parameters.price_tolerance_both_sides, false) AS both_sides,
       coalesce(receiving.accept_overdelivery, true) AS accept_overdelivery
  FROM organization_legalentity AS company
  LEFT JOIN invoices_invoiceparameters AS parameters ON parameters.company_id = company.id
  LEFT JOIN receipts_receiptparameters AS receiving ON receiving.company_id = company.id
 WHERE company.id = %(company)s;

-- name: orders
-- What an invoice must know of the orders it is for: accounts and their holds, currency, terms, tax.
-- takes: company, orders[], today
SELECT purchase.id AS order_id, purchase.number AS order, purchase.approval_status AS approval, purchase.status,
       purchase.confirmations, purchase.purchase_type, purchase.number_sequence_group_id AS number_group,
       purchase.vendor_id, vendor.account AS vendor,
       CASE WHEN vendor.hold_until < %(today)s THEN 'no' ELSE vendor.hold END AS hold,
       purchase.invoice_account_id, payee.account AS invoice_account,
       CASE WHEN payee.hold_until < %(today)s THEN 'no' ELSE payee.hold END AS account_hold,
       purchase.currency_id, currency.code AS currency, currency.general_rounding, currency.price_rounding,
       currency.purchase_rounding, currency.purchase_rounding_form AS purchase_form,
       purchase.posting_profile_id, purchase.terms_of_payment_id AS terms_id, coalesce(terms.code, '') AS terms,
       coalesce(terms.due_from, '') AS due_from, coalesce(terms.days, 0) AS days,
       coalesce(terms.months, 0) AS months, purchase.due_date,
       coalesce(tax.code, '') AS tax_code, coalesce(tax.percent, 0) AS tax_percent
  FROM orders_purchaseorder AS purchase
  JOIN parties_vendor AS vendor ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN parties_vendor AS payee ON payee.company_id = purchase.company_id AND payee.id = purchase.invoice_account_id
  JOIN organization_currency AS currency ON currency.id = purchase.currency_id
  LEFT JOIN terms_paymentterms AS terms
    ON terms.company_id = purchase.company_id AND terms.id = purchase.terms_of_payment_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = purchase.company_id AND taxes.id = purchase.sales_tax_group_id
  LEFT JOIN terms_salestaxcode AS tax
    ON tax.company_id = taxes.company_id AND tax.id = taxes.sales_tax_code_id
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY(%(orders)s::bigint[]);

-- name: order_lines
-- The lines of orders as an invoice sees them, with what invoices other than those at hand bill of them:
-- pending, and the parts billed as ordered at the price the line has now (04 §9). Each line looks its
-- invoices up by key, and only when the order has any.
-- takes: company, orders[], invoices[]
WITH billed_orders AS MATERIALIZED (
    SELECT coalesce(array_agg(DISTINCT part.order_id), '{}') AS ids
      FROM invoices_invoiceorder AS part
     WHERE part.company_id = %(company)s AND part.order_id = ANY(%(orders)s::bigint[])
       AND NOT part.invoice_id = ANY(%(invoices)s::bigint[])
)
SELECT line.order_id, line.id AS line_id, line.line_number, line.item_id, item.item, line.product_name,
       unit.code AS unit, unit.decimals, line.quantity,
       line.ordered + line.added - line.canceled_order - line.canceled_remainder - line.canceled_short AS effective,
       line.received, line.invoiced, line.net_amount, line.unit_price, line.price_unit, line.discount,
       line.discount_percent, line.charges_on_purchases, line.sales_tax_group_id,
       coalesce(tax.code, '') AS tax_code, coalesce(tax.percent, 0) AS tax_percent,
       line.overdelivery_percent, line.matching_policy, line.stopped, item.stopped AS item_stopped,
       line.complete, line.finalized, model.stocked, model.receiving_required,
       coalesce(others.pending, 0) AS pending, coalesce(others.part_quantity, 0) AS part_quantity,
       coalesce(others.part_net, 0) AS part_net, coalesce(others.part_charges, 0) AS part_charges,
       coalesce(others.billed_charges, 0) AS billed_charges
  FROM orders_purchaseline AS line
  JOIN products_releasedproduct AS item ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN products_itemmodelgroup AS model ON model.company_id = item.company_id AND model.id = item.model_group_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
  LEFT JOIN terms_salestaxcode AS tax ON tax.company_id = taxes.company_id AND tax.id = taxes.sales_tax_code_id
  LEFT JOIN LATERAL (
      SELECT sum(billed.quantity) FILTER (WHERE invoice.status = 'pending') AS pending,
             sum(billed.charges_on_purchases) AS billed_charges,
             sum(billed.quantity) FILTER (WHERE same.price) AS part_quantity,
             sum(billed.net_amount) FILTER (WHERE same.price) AS part_net,
             sum(billed.charges_on_purchases) FILTER (WHERE same.price) AS part_charges
        FROM invoices_vendorinvoiceline AS billed
       CROSS JOIN LATERAL (SELECT header.status FROM invoices_vendorinvoice AS header
                            WHERE header.company_id = billed.company_id AND header.id = billed.invoice_id
                           OFFSET 0) AS invoice
       CROSS JOIN LATERAL (SELECT billed.price_as_ordered
                              AND billed.order_net_amount * line.quantity = line.net_amount * billed.order_quantity
                               AS price) AS same
       WHERE line.order_id = ANY((SELECT ids FROM billed_orders)::bigint[])
         AND billed.company_id = line.company_id AND billed.order_line_id = line.id
         AND NOT billed.invoice_id = ANY(%(invoices)s::bigint[])) AS others ON true
 WHERE line.company_id = %(company)s AND line.order_id = ANY(%(orders)s::bigint[]) AND line.counts
 ORDER BY line.order_id, line.line_number;

-- name: receipts
-- The receipt lines of orders, oldest first, with what invoice lines other than those at hand took (04 §4).
-- Each receipt line looks its matches up by key, and only when the order is on another invoice.
-- takes: company, orders[], invoices[]
WITH billed_orders AS MATERIALIZED (
    SELECT coalesce(array_agg(DISTINCT part.order_id), '{}') AS ids
      FROM invoices_invoiceorder AS part
     WHERE part.company_id = %(company)s AND part.order_id = ANY(%(orders)s::bigint[])
       AND NOT part.invoice_id = ANY(%(invoices)s::bigint[])
)
SELECT arrived.id AS receipt_line_id, arrived.order_line_id, receipt.number, arrived.quantity,
       coalesce(others.quantity, 0) AS matched, arrived.accrued, arrived.stock_value,
       coalesce(others.accrued, 0) AS accrued_taken, coalesce(others.stock_value, 0) AS stock_taken,
       arrived.accrual_account_id AS accrual_account, arrived.expenditure_account_id AS expenditure_account,
       arrived.stock_account_id AS stock_account
  FROM receipts_productreceipt AS receipt
 CROSS JOIN LATERAL (SELECT line.id, line.company_id, line.order_line_id, line.quantity, line.accrued, line.stock_value,
                            line.accrual_account_id, line.expenditure_account_id, line.stock_account_id
                       FROM receipts_receiptline AS line
                      WHERE line.company_id = receipt.company_id AND line.receipt_id = receipt.id
                     OFFSET 0) AS arrived
  LEFT JOIN LATERAL (
      SELECT sum(match.quantity) AS quantity, sum(match.accrued) AS accrued, sum(match.stock_value) AS stock_value
        FROM invoices_receiptmatch AS match
       CROSS JOIN LATERAL (SELECT line.invoice_id FROM invoices_vendorinvoiceline AS line
                            WHERE line.company_id = match.company_id AND line.id = match.invoice_line_id
                           OFFSET 0) AS billed
       WHERE receipt.order_id = ANY((SELECT ids FROM billed_orders)::bigint[])
         AND match.company_id = arrived.company_id AND match.receipt_line_id = arrived.id
         AND NOT billed.invoice_id = ANY(%(invoices)s::bigint[])) AS others ON true
 WHERE receipt.company_id = %(company)s AND receipt.order_id = ANY(%(orders)s::bigint[]) AND arrived.quantity <> 0
 ORDER BY receipt.posted_on, receipt.number, arrived.id;

-- name: order_charges
-- The charges on the headers of orders (02 §9).
-- takes: company, orders[]
SELECT charge.order_id AS owner_id, charge.line_number, charge.charge_code_id, code.code, code.debit_type AS debit,
       code.credit_type AS credit, charge.category, charge.value, code.taxed, charge.text
  FROM orders_ordercharge AS charge
  JOIN terms_chargecode AS code ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
 WHERE charge.company_id = %(company)s AND charge.order_id = ANY(%(orders)s::bigint[])
 ORDER BY charge.order_id, charge.line_number;

-- name: invoices
-- Invoices as they are stored, with their orders, account and terms.
-- takes: company, invoices[], today
SELECT invoice.id, invoice.number, invoice.invoice, invoice.invoice_date, invoice.posting_date, invoice.due_date,
       invoice.invoice_account_id, payee.account,
       CASE WHEN payee.hold_until < %(today)s THEN 'no' ELSE payee.hold END AS account_hold, invoice.currency_id,
       currency.code AS currency, invoice.posting_profile_id, invoice.terms_of_payment_id AS terms_id,
       coalesce(terms.code, '') AS terms, coalesce(terms.due_from, '') AS due_from,
       coalesce(terms.days, 0) AS days, coalesce(terms.months, 0) AS months, invoice.on_hold, invoice.note,
       invoice.subtotal, invoice.charges, invoice.sales_tax, invoice.round_off, invoice.total,
       ARRAY(SELECT part.order_id FROM invoices_invoiceorder AS part
              WHERE part.company_id = invoice.company_id AND part.invoice_id = invoice.id
              ORDER BY part.order_id) AS orders
  FROM invoices_vendorinvoice AS invoice
  JOIN parties_vendor AS payee ON payee.company_id = invoice.company_id AND payee.id = invoice.invoice_account_id
  JOIN organization_currency AS currency ON currency.id = invoice.currency_id
  LEFT JOIN terms_paymentterms AS terms
    ON terms.company_id = invoice.company_id AND terms.id = invoice.terms_of_payment_id
 WHERE invoice.company_id = %(company)s AND invoice.id = ANY(%(invoices)s::bigint[]);

-- name: invoice_lines
-- The lines of invoices as they are stored.
-- takes: company, invoices[]
SELECT billed.id, billed.invoice_id, billed.order_line_id, billed.line_number, billed.quantity, billed.unit_price,
       billed.price_unit, billed.discount, billed.discount_percent, billed.charges_on_purchases AS charges,
       billed.net_amount, billed.price_as_ordered AS as_ordered, billed.sales_tax, billed.price_match,
       billed.quantity_match, billed.order_quantity, billed.order_net_amount
  FROM invoices_vendorinvoiceline AS billed
 WHERE billed.company_id = %(company)s AND billed.invoice_id = ANY(%(invoices)s::bigint[])
 ORDER BY billed.invoice_id, billed.line_number;

-- name: matches
-- The receipts that lines of invoices take; each line looks its matches up by key.
-- takes: company, invoices[]
SELECT match.invoice_line_id, match.receipt_line_id, match.quantity, match.accrued, match.stock_value
  FROM invoices_vendorinvoiceline AS billed
 CROSS JOIN LATERAL (SELECT each.invoice_line_id, each.receipt_line_id, each.quantity, each.accrued, each.stock_value
                       FROM invoices_receiptmatch AS each
                      WHERE each.company_id = billed.company_id AND each.invoice_line_id = billed.id
                     OFFSET 0) AS match
 WHERE billed.company_id = %(company)s AND billed.invoice_id = ANY(%(invoices)s::bigint[])
 ORDER BY match.receipt_line_id;

-- name: invoice_charges
-- The charges of invoices as they are stored.
-- takes: company, invoices[]
SELECT charge.invoice_id AS owner_id, charge.line_number, charge.charge_code_id, code.code,
       code.debit_type AS debit, code.credit_type AS credit, charge.category, charge.value, code.taxed,
       charge.text, charge.amount, charge.sales_tax
  FROM invoices_invoicecharge AS charge
  JOIN terms_chargecode AS code ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
 WHERE charge.company_id = %(company)s AND charge.invoice_id = ANY(%(invoices)s::bigint[])
 ORDER BY charge.invoice_id, charge.line_number;

-- name: numbers_used
-- Where numbers of accounts stand on other invoices, posted ones first, without regard to case; and
-- whether in the fiscal year of the day that is asked (04 §7). Served by invoices_invoice_vendor.
-- takes: company, places[], accounts[], numbers[], dates[], invoices[]
SELECT asked.place, coalesce(other.posting_date, other.created_at::date) AS on, other.voucher,
       other.status = 'posted' AS posted,
       EXISTS (SELECT
                 FROM ledger_period AS here
                 JOIN ledger_period AS there
                   ON there.company_id = here.company_id AND there.fiscal_year = here.fiscal_year
                WHERE here.company_id = %(company)s
                  AND asked.day BETWEEN here.starts_on AND here.ends_on
                  AND other.posting_date BETWEEN there.starts_on AND there.ends_on) AS same_year
  FROM unnest(%(places)s::int[], %(accounts)s::bigint[], %(numbers)s::text[], %(dates)s::date[], %(invoices)s::bigint[])
    AS asked (place, account_id, number, day, invoice_id)
  JOIN invoices_vendorinvoice AS other
    ON other.company_id = %(company)s AND other.invoice_account_id = asked.account_id
   AND lower(other.invoice) = lower(asked.number) AND other.id <> asked.invoice_id
 WHERE asked.number <> ''
 ORDER BY asked.place, posted DESC, other.posting_date DESC, other.id DESC;

-- name: unmatch
-- Takes away all matches of invoice lines, so that they can be written anew.
-- takes: company, lines[]
DELETE FROM invoices_receiptmatch
 WHERE company_id = %(company)s AND invoice_line_id = ANY(%(lines)s::bigint[]);

-- name: forget_matching
-- Marks pending invoices of orders as not matched, because order or receipts changed. Invoices somebody
-- works on at this moment are passed over: whoever holds them runs the matching himself.
-- takes: company, orders[]
WITH stale AS (
    SELECT invoice.id
      FROM invoices_vendorinvoice AS invoice
     WHERE invoice.company_id = %(company)s AND invoice.status = 'pending'
       AND invoice.match_status <> 'not_performed'
       AND invoice.id IN (SELECT part.invoice_id
                            FROM invoices_invoiceorder AS part
                           WHERE part.company_id = %(company)s AND part.order_id = ANY(%(orders)s::bigint[]))
       FOR NO KEY UPDATE SKIP LOCKED
), lines AS (
    UPDATE invoices_vendorinvoiceline AS billed
       SET price_match = CASE billed.price_match WHEN '' THEN '' ELSE 'not_performed' END,
           quantity_match = CASE billed.quantity_match WHEN '' THEN '' ELSE 'not_performed' END
      FROM stale
     WHERE billed.company_id = %(company)s AND billed.invoice_id = stale.id
)
UPDATE invoices_vendorinvoice AS invoice
   SET match_status = 'not_performed', version = invoice.version + 1
  FROM stale
 WHERE invoice.company_id = %(company)s AND invoice.id = stale.id;

-- name: pending_of_orders
-- The lines of orders that stand on a pending invoice, with its number and the quantity it asks for.
-- takes: company, orders[]
SELECT billed.order_line_id, min(invoice.number) AS number, sum(billed.quantity) AS quantity
  FROM invoices_invoiceorder AS part
  JOIN invoices_vendorinvoice AS invoice
    ON invoice.company_id = part.company_id AND invoice.id = part.invoice_id AND invoice.status = 'pending'
  JOIN invoices_vendorinvoiceline AS billed
    ON billed.company_id = invoice.company_id AND billed.invoice_id = invoice.id
 WHERE part.company_id = %(company)s AND part.order_id = ANY(%(orders)s::bigint[])
 GROUP BY billed.order_line_id;

-- name: waiting
-- Pending invoices dated in periods, which those would keep from closing (05 §4).
-- takes: company, starts[], ends[]
SELECT invoice.number, invoice.posting_date AS day
  FROM unnest(%(starts)s::date[], %(ends)s::date[]) AS period (starts_on, ends_on)
  JOIN invoices_vendorinvoice AS invoice
    ON invoice.company_id = %(company)s AND invoice.status = 'pending'
   AND invoice.posting_date BETWEEN period.starts_on AND period.ends_on;

-- name: vendor_balances
-- What is owed to every vendor on a day, and how much of it was due before.
-- takes: company, day
SELECT vendor.account AS vendor, vendor.name, currency.code AS currency, count(*) AS transactions,
       coalesce(sum(owed.amount) FILTER (WHERE owed.due_date < %(day)s), 0) AS overdue,
       coalesce(sum(owed.amount) FILTER (WHERE owed.due_date IS NULL OR owed.due_date >= %(day)s), 0) AS due_later,
       sum(owed.amount) AS balance
  FROM invoices_vendortransaction AS owed
  JOIN parties_vendor AS vendor ON vendor.company_id = owed.company_id AND vendor.id = owed.vendor_id
  JOIN organization_currency AS currency ON currency.id = owed.currency_id
 WHERE owed.company_id = %(company)s AND owed.posted_on <= %(day)s
 GROUP BY vendor.account, vendor.name, currency.code
 ORDER BY vendor.account, currency.code;

-- name: broken_totals
-- Invoices whose figures are not the sums of their lines and charges.
-- takes: company
WITH lines AS (
    SELECT invoice_id, sum(net_amount) AS net_amount, sum(sales_tax) AS sales_tax
      FROM invoices_vendorinvoiceline WHERE company_id = %(company)s GROUP BY invoice_id
), charges AS (
    SELECT charge.invoice_id, sum(charge.sales_tax) AS sales_tax,
           sum(charge.amount * CASE WHEN code.credit_type = 'vendor' THEN 1 WHEN code.debit_type = 'vendor' THEN -1
                                    ELSE 0 END) AS amount
      FROM invoices_invoicecharge AS charge
      JOIN terms_chargecode AS code ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
     WHERE charge.company_id = %(company)s
     GROUP BY charge.invoice_id
)
SELECT 'vendor invoice' AS record, invoice.number, figure.field, figure.stored, figure.computed
  FROM invoices_vendorinvoice AS invoice
  LEFT JOIN lines ON lines.invoice_id = invoice.id
  LEFT JOIN charges ON charges.invoice_id = invoice.id
 CROSS JOIN LATERAL (VALUES
       ('subtotal', invoice.subtotal, coalesce(lines.net_amount, 0)),
       ('charges', invoice.charges, coalesce(charges.amount, 0)),
       ('sales_tax', invoice.sales_tax, coalesce(lines.sales_tax, 0) + coalesce(charges.sales_tax, 0)),
       ('total', invoice.total, invoice.subtotal + invoice.charges + invoice.sales_tax + invoice.round_off))
    AS figure (field, stored, computed)
 WHERE invoice.company_id = %(company)s AND figure.stored <> figure.computed;

-- name: broken_billing
-- Order lines whose invoiced quantity is not what posted invoices bill, or whose received quantity is not
-- what receipts brought and posted invoices took in without one.
-- takes: company
WITH matched AS (
    SELECT invoice_line_id, sum(quantity) AS quantity
      FROM invoices_receiptmatch WHERE company_id = %(company)s GROUP BY invoice_line_id
), billed AS (
    SELECT line.order_line_id, sum(line.quantity) AS quantity,
           sum(line.quantity - coalesce(matched.quantity, 0)) AS unmatched
      FROM invoices_vendorinvoiceline AS line
      JOIN invoices_vendorinvoice AS invoice
        ON invoice.company_id = line.company_id AND invoice.id = line.invoice_id AND invoice.status = 'posted'
      LEFT JOIN matched ON matched.invoice_line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.order_line_id
), arrived AS (
    SELECT order_line_id, sum(quantity) AS quantity
      FROM receipts_receiptline WHERE company_id = %(company)s GROUP BY order_line_id
)
SELECT 'purchase order line' AS record, purchase.number || ' · ' || line.line_number AS number, figure.field,
       figure.stored, figure.computed
  FROM orders_purchaseline AS line
  JOIN orders_purchaseorder AS purchase ON purchase.company_id = line.company_id AND purchase.id = line.order_id
  LEFT JOIN billed ON billed.order_line_id = line.id
  LEFT JOIN arrived ON arrived.order_line_id = line.id
 CROSS JOIN LATERAL (VALUES
       ('invoiced', line.invoiced, coalesce(billed.quantity, 0)),
       ('received', line.received, coalesce(arrived.quantity, 0) + coalesce(billed.unmatched, 0)))
    AS figure (field, stored, computed)
 WHERE line.company_id = %(company)s AND line.counts AND figure.stored <> figure.computed;

-- name: broken_matches
-- Receipt lines of which more is matched than was received, or whose accrual is not all taken although
-- all of their quantity is matched.
-- takes: company
SELECT 'product receipt line' AS record, receipt.number || ' · ' || arrived.line_number AS number, figure.field,
       figure.stored, figure.computed
  FROM (SELECT receipt_line_id, sum(quantity) AS quantity, sum(accrued) AS accrued, sum(stock_value) AS stock_value
          FROM invoices_receiptmatch
         WHERE company_id = %(company)s
         GROUP BY receipt_line_id) AS matched
  JOIN receipts_receiptline AS arrived
    ON arrived.company_id = %(company)s AND arrived.id = matched.receipt_line_id
  JOIN receipts_productreceipt AS receipt
    ON receipt.company_id = arrived.company_id AND receipt.id = arrived.receipt_id
 CROSS JOIN LATERAL (VALUES
       ('quantity', arrived.quantity, matched.quantity,
        sign(arrived.quantity) <> sign(matched.quantity) OR abs(matched.quantity) > abs(arrived.quantity)),
       ('accrued', arrived.accrued, matched.accrued,
        matched.quantity = arrived.quantity AND matched.accrued <> arrived.accrued),
       ('stock_value', arrived.stock_value, matched.stock_value,
        matched.quantity = arrived.quantity AND matched.stock_value <> arrived.stock_value))
    AS figure (field, stored, computed, broken)
 WHERE figure.broken;

-- name: broken_vouchers
-- Posted invoices whose voucher does not carry their total, tax and round-off, and the accrual and stock
-- value of the receipts they took.
-- takes: company
WITH taken AS (
    SELECT line.invoice_id, sum(match.accrued) AS accrued, sum(match.stock_value) AS stock_value
      FROM invoices_vendorinvoiceline AS line
      JOIN invoices_receiptmatch AS match ON match.company_id = line.company_id AND match.invoice_line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.invoice_id
), posted AS (
    SELECT voucher.number, entry.posting_type, sum(entry.amount) AS amount
      FROM invoices_vendorinvoice AS invoice
      JOIN ledger_voucher AS voucher ON voucher.company_id = invoice.company_id AND voucher.number = invoice.voucher
      JOIN ledger_entry AS entry ON entry.company_id = voucher.company_id AND entry.voucher_id = voucher.id
     WHERE invoice.company_id = %(company)s
     GROUP BY voucher.number, entry.posting_type
)
SELECT 'vendor invoice' AS record, invoice.number, figure.field, figure.stored, coalesce(posted.amount, 0) AS computed
  FROM invoices_vendorinvoice AS invoice
  LEFT JOIN taken ON taken.invoice_id = invoice.id
 CROSS JOIN LATERAL (VALUES
       ('total', 'vendor_balance', -invoice.total),
       ('sales_tax', 'sales_tax_receivable', invoice.sales_tax),
       ('round_off', 'invoice_rounding', invoice.round_off),
       ('accrued', 'purchase_accrual', coalesce(taken.accrued, 0)),
       ('stock_value', 'product_receipt', -coalesce(taken.stock_value, 0)))
    AS figure (field, posting_type, stored)
  LEFT JOIN posted ON posted.number = invoice.voucher AND posted.posting_type = figure.posting_type
 WHERE invoice.company_id = %(company)s AND invoice.status = 'posted'
   AND figure.stored <> coalesce(posted.amount, 0);

-- name: broken_accrual
-- Accounts of receiving whose balance is not what was received on them and is on no posted invoice; and
-- order lines that are fully invoiced and still have some of it.
-- takes: company
WITH matched AS (
    SELECT match.receipt_line_id, sum(match.accrued) AS accrued, sum(match.stock_value) AS stock_value
      FROM invoices_receiptmatch AS match
      JOIN invoices_vendorinvoiceline AS line
        ON line.company_id = match.company_id AND line.id = match.invoice_line_id
      JOIN invoices_vendorinvoice AS invoice
        ON invoice.company_id = line.company_id AND invoice.id = line.invoice_id AND invoice.status = 'posted'
     WHERE match.company_id = %(company)s
     GROUP BY match.receipt_line_id
), waiting AS (
    SELECT arrived.order_line_id, arrived.accrual_account_id, arrived.expenditure_account_id, arrived.stock_account_id,
           arrived.accrued - coalesce(matched.accrued, 0) AS accrued,
           arrived.stock_value - coalesce(matched.stock_value, 0) AS stock_value
      FROM receipts_receiptline AS arrived
      LEFT JOIN matched ON matched.receipt_line_id = arrived.id
     WHERE arrived.company_id = %(company)s
), open AS (
    SELECT order_line_id, sum(accrued) AS accrued, sum(stock_value) AS stock_value
      FROM waiting
     GROUP BY order_line_id
), computed AS (
    SELECT side.posting_type, side.account_id, sum(side.amount) AS amount
      FROM waiting
     CROSS JOIN LATERAL (VALUES ('purchase_accrual', accrual_account_id, -accrued),
                                ('purchase_expenditure_uninvoiced', expenditure_account_id, accrued - stock_value),
                                ('product_receipt', stock_account_id, stock_value))
        AS side (posting_type, account_id, amount)
     GROUP BY side.posting_type, side.account_id
), books AS (
    SELECT posting_type, main_account_id AS account_id, sum(amount) AS amount
      FROM ledger_entry
     WHERE company_id = %(company)s
       AND posting_type IN ('purchase_accrual', 'purchase_expenditure_uninvoiced', 'product_receipt')
     GROUP BY posting_type, main_account_id
)
SELECT 'main account' AS record, coalesce(account.number, '–') AS number, posting_type AS field,
       coalesce(books.amount, 0) AS stored, coalesce(computed.amount, 0) AS computed
  FROM books
  FULL JOIN computed USING (posting_type, account_id)
  LEFT JOIN ledger_mainaccount AS account ON account.company_id = %(company)s AND account.id = account_id
 WHERE coalesce(books.amount, 0) <> coalesce(computed.amount, 0)
 UNION ALL
SELECT 'purchase order line', purchase.number || ' · ' || line.line_number, 'accrued', open.accrued, 0
  FROM open
  JOIN orders_purchaseline AS line ON line.company_id = %(company)s AND line.id = open.order_line_id
  JOIN orders_purchaseorder AS purchase ON purchase.company_id = line.company_id AND purchase.id = line.order_id
 WHERE line.received = line.invoiced AND (open.accrued <> 0 OR open.stock_value <> 0);

-- name: broken_payables
-- Vouchers whose vendor transactions are not their vendor balance, and posted invoices without one.
-- takes: company
WITH books AS (
    SELECT voucher.number, sum(entry.amount) AS amount
      FROM ledger_entry AS entry
      JOIN ledger_voucher AS voucher ON voucher.company_id = entry.company_id AND voucher.id = entry.voucher_id
     WHERE entry.company_id = %(company)s AND entry.posting_type = 'vendor_balance'
     GROUP BY voucher.number
), owed AS (
    SELECT voucher, sum(amount) AS amount
      FROM invoices_vendortransaction WHERE company_id = %(company)s GROUP BY voucher
)
SELECT 'voucher' AS record, coalesce(books.number, owed.voucher) AS number, 'vendor_balance' AS field,
       coalesce(books.amount, 0) AS stored, coalesce(owed.amount, 0) AS computed
  FROM books
  FULL JOIN owed ON owed.voucher = books.number
 WHERE coalesce(books.amount, 0) <> coalesce(owed.amount, 0);

-- name: copy_lines
-- Lines of posted invoices as they may be copied into an order or credited: of those named, of an
-- order, of a vendor's latest ones (01 §14).
-- takes: company, numbers[], order, vendor, most
WITH documents AS (
    SELECT invoice.id FROM invoices_vendorinvoice AS invoice
     WHERE invoice.company_id = %(company)s AND invoice.number = ANY (%(numbers)s::text[])
     UNION
    (SELECT part.invoice_id FROM invoices_invoiceorder AS part
      WHERE part.company_id = %(company)s AND part.order_id = %(order)s::bigint
      ORDER BY part.invoice_id DESC LIMIT %(most)s)
     UNION
    (SELECT invoice.id FROM invoices_vendorinvoice AS invoice
       JOIN parties_vendor AS vendor
         ON vendor.company_id = invoice.company_id AND vendor.id = %(vendor)s::bigint
      WHERE invoice.company_id = %(company)s
        AND invoice.invoice_account_id = coalesce(vendor.invoice_account_id, vendor.id)
      ORDER BY invoice.id DESC LIMIT %(most)s)
)
SELECT invoice.number AS document, line.line_number AS line, invoice.posting_date AS dated, line.id AS key,
       ordered.order_id AS order, line.order_line_id AS order_line, vendor.account AS vendor,
       invoice.invoice_account_id AS payee, item.item, line.product_name, line.quantity, line.unit,
       line.unit_price, line.price_unit, line.discount, line.discount_percent, line.charges_on_purchases,
       line.net_amount, line.quantity AS net_quantity,
       CASE WHEN line.unit_price IS NULL AND line.net_amount <> 0 THEN 'net_manual'
            WHEN line.price_as_ordered THEN ordered.price_source ELSE 'manual' END AS price_source,
       ordered.text, coalesce(site.code, '') AS site, coalesce(warehouse.code, '') AS warehouse,
       coalesce(taxes.code, '') AS sales_tax_group
  FROM documents
  JOIN invoices_vendorinvoice AS invoice
    ON invoice.company_id = %(company)s AND invoice.id = documents.id AND invoice.status = 'posted'
  JOIN invoices_vendorinvoiceline AS line
    ON line.company_id = invoice.company_id AND line.invoice_id = invoice.id
  JOIN orders_purchaseline AS ordered
    ON ordered.company_id = line.company_id AND ordered.id = line.order_line_id
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = ordered.company_id AND purchase.id = ordered.order_id
  JOIN parties_vendor AS vendor ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN products_releasedproduct AS item ON item.company_id = line.company_id AND item.id = line.item_id
  LEFT JOIN organization_site AS site ON site.company_id = ordered.company_id AND site.id = ordered.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = ordered.company_id AND warehouse.id = ordered.warehouse_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
 ORDER BY invoice.id DESC, line.line_number;
