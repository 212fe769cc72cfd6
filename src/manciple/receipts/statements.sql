-- name: claim_numbers
-- Makes others wait who post a receipt of the same vendor under the same number at the same moment.
-- takes: company, orders[], receipts[]
SELECT count(pg_advisory_xact_lock(claim.key))
  FROM (SELECT DISTINCT hashtextextended(
                   concat_ws('|', 'product receipt', purchase.company_id, purchase.vendor_id, asked.receipt), 0) AS key
          FROM unnest(%(orders)s::bigint[], %(receipts)s::text[]) AS asked (order_id, receipt)
          JOIN orders_purchaseorder AS purchase
            ON purchase.company_id = %(company)s AND purchase.id = asked.order_id
         ORDER BY key) AS claim;

-- name: receivables
-- What receiving must know of orders and of how the company receives; and when the vendor's number was
-- used before, in any year or only in the fiscal year of the date. Served by receipts_receipt_vendor.
-- takes: company, orders[], receipts[], dates[]
SELECT purchase.id AS order_id, purchase.number AS order, purchase.approval_status AS approval,
       purchase.vendor_id, vendor.account AS vendor,
       CASE WHEN vendor.hold_until < asked.day THEN 'no' ELSE vendor.hold END AS hold,
       purchase.currency_id, currency.code AS currency, currency.general_rounding AS rounding_unit,
       purchase.delivery_name, purchase.delivery_address,
       coalesce(terms.code, '') AS delivery_terms, coalesce(mode.code, '') AS mode_of_delivery,
       coalesce(parameters.accept_overdelivery, true) AS accept_overdelivery,
       coalesce(parameters.accept_underdelivery, true) AS accept_underdelivery,
       coalesce(parameters.duplicate_receipts, 'reject') AS duplicates,
       coalesce(books.post_receipts, false) AS posts_receipts,
       purchase.purchase_type, purchase.number_sequence_group_id AS number_group,
       (SELECT max(earlier.posted_on)
          FROM receipts_productreceipt AS earlier
         WHERE earlier.company_id = purchase.company_id AND earlier.vendor_id = purchase.vendor_id
           AND earlier.product_receipt = asked.receipt AND asked.receipt <> ''
           AND (coalesce(parameters.duplicate_receipts, '') <> 'reject_in_year'
                OR EXISTS (SELECT
                             FROM ledger_period AS here
                             JOIN ledger_period AS there
                               ON there.company_id = here.company_id
                              AND there.fiscal_year = here.fiscal_year
                            WHERE here.company_id = purchase.company_id
                              AND asked.day BETWEEN here.starts_on AND here.ends_on
                              AND earlier.posted_on BETWEEN there.starts_on AND there.ends_on))
       ) AS used_on
  FROM unnest(%(orders)s::bigint[], %(receipts)s::text[], %(dates)s::date[]) AS asked (order_id, receipt, day)
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = asked.order_id
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN organization_currency AS currency ON currency.id = purchase.currency_id
  LEFT JOIN terms_deliveryterms AS terms
    ON terms.company_id = purchase.company_id AND terms.id = purchase.delivery_terms_id
  LEFT JOIN terms_modeofdelivery AS mode
    ON mode.company_id = purchase.company_id AND mode.id = purchase.mode_of_delivery_id
  LEFT JOIN receipts_receiptparameters AS parameters ON parameters.company_id = purchase.company_id
  LEFT JOIN ledger_ledgerparameters AS books ON books.company_id = purchase.company_id;

-- name: standings
-- Where every line of the orders stands, with what earlier receipts booked of its present price (03 §8.4).
-- Each line looks its receipts up by key, and only when it has any.
-- takes: company, orders[]
SELECT line.order_id, line.id AS line_id, line.line_number, line.item_id, item.item, line.product_name,
       line.site_id, line.warehouse_id, unit.code AS unit, unit.decimals, line.quantity,
       line.ordered + line.added - line.canceled_order - line.canceled_remainder - line.canceled_short AS effective,
       line.received, line.remaining, line.receive_now, line.overdelivery_percent, line.underdelivery_percent,
       line.net_amount, line.unit_price, line.price_unit, line.discount, line.discount_percent,
       line.charges_on_purchases, line.stopped, item.stopped AS item_stopped, line.complete, line.finalized,
       model.stocked, model.accrue_on_receipt AS accrues, model.post_physical AS posts_physical,
       coalesce(booked.quantity, 0) AS booked_quantity, coalesce(booked.value, 0) AS booked_value
  FROM orders_purchaseline AS line
  JOIN products_releasedproduct AS item ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN products_itemmodelgroup AS model ON model.company_id = item.company_id AND model.id = item.model_group_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN LATERAL (SELECT sum(arrived.quantity) AS quantity, sum(arrived.value) AS value
                       FROM receipts_receiptline AS arrived
                      WHERE line.received <> 0
                        AND arrived.company_id = line.company_id AND arrived.order_line_id = line.id
                        AND arrived.net_amount * line.quantity = line.net_amount * arrived.ordered) AS booked ON true
 WHERE line.company_id = %(company)s AND line.order_id = ANY(%(orders)s::bigint[]) AND line.counts
 ORDER BY line.order_id, line.line_number;

-- name: on_hand
-- What of stocked items is there, by item, site and warehouse: receipts where they arrived, and what an
-- invoice took in without a receipt at the place of its order line. Blank texts leave a place open.
-- takes: company, item, site, warehouse
WITH arrived AS (
    SELECT order_line_id, item_id, site_id, warehouse_id, sum(quantity) AS quantity
      FROM receipts_receiptline
     WHERE company_id = %(company)s
     GROUP BY order_line_id, item_id, site_id, warehouse_id
), placed AS (
    SELECT item_id, site_id, warehouse_id, quantity FROM arrived
     UNION ALL
    SELECT line.item_id, line.site_id, line.warehouse_id, line.received - coalesce(sum(arrived.quantity), 0)
      FROM orders_purchaseline AS line
      LEFT JOIN arrived ON arrived.order_line_id = line.id
     WHERE line.company_id = %(company)s AND line.received <> 0 AND line.counts
     GROUP BY line.id, line.item_id, line.site_id, line.warehouse_id, line.received
)
SELECT item.item, item.name, site.code AS site, warehouse.code AS warehouse, sum(placed.quantity) AS quantity,
       unit.code AS unit
  FROM placed
  JOIN products_releasedproduct AS item ON item.company_id = %(company)s AND item.id = placed.item_id
  JOIN products_itemmodelgroup AS model ON model.company_id = item.company_id AND model.id = item.model_group_id
  JOIN terms_unit AS unit ON unit.id = item.purchase_unit_id
  LEFT JOIN organization_site AS site ON site.company_id = item.company_id AND site.id = placed.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = item.company_id AND warehouse.id = placed.warehouse_id
 WHERE model.stocked
   AND %(item)s IN ('', item.item)
   AND (%(site)s = '' OR site.code = %(site)s)
   AND (%(warehouse)s = '' OR warehouse.code = %(warehouse)s)
 GROUP BY item.item, item.name, site.code, warehouse.code, unit.code
HAVING sum(placed.quantity) <> 0
 ORDER BY item.item, site.code, warehouse.code;

-- name: receipts_not_adding_up
-- Receipts whose value is not the sum of their lines.
-- takes: company
SELECT 'product receipt' AS record, receipt.number, 'value' AS field, receipt.value AS stored,
       coalesce(sum(line.value), 0) AS computed
  FROM receipts_productreceipt AS receipt
  LEFT JOIN receipts_receiptline AS line
    ON line.company_id = receipt.company_id AND line.receipt_id = receipt.id
 WHERE receipt.company_id = %(company)s
 GROUP BY receipt.id, receipt.number, receipt.value
HAVING receipt.value <> coalesce(sum(line.value), 0);

-- name: receipts_beyond_received
-- Order lines that have received less than their receipts say, by absolute value.
-- takes: company
SELECT 'purchase order line' AS record, purchase.number || ' · ' || line.line_number AS number,
       'received' AS field, line.received AS stored, sum(arrived.quantity) AS computed
  FROM receipts_receiptline AS arrived
  JOIN orders_purchaseline AS line ON line.company_id = arrived.company_id AND line.id = arrived.order_line_id
  JOIN orders_purchaseorder AS purchase ON purchase.company_id = line.company_id AND purchase.id = line.order_id
 WHERE arrived.company_id = %(company)s
 GROUP BY line.id, purchase.number, line.line_number, line.received
HAVING abs(sum(arrived.quantity)) > abs(line.received);

-- name: short_differences
-- Order lines of which more is closed short than their receipts closed. A quantity typed afterwards sets
-- the line back to nothing closed (01 §5), so it may be less.
-- takes: company
SELECT 'purchase order line' AS record, purchase.number || ' · ' || line.line_number AS number,
       'canceled_short' AS field, line.canceled_short AS stored, coalesce(sum(arrived.short), 0) AS computed
  FROM orders_purchaseline AS line
  JOIN orders_purchaseorder AS purchase ON purchase.company_id = line.company_id AND purchase.id = line.order_id
  LEFT JOIN receipts_receiptline AS arrived
    ON arrived.company_id = line.company_id AND arrived.order_line_id = line.id
 WHERE line.company_id = %(company)s AND line.canceled_short <> 0 AND line.counts
 GROUP BY line.id, purchase.number, line.line_number, line.canceled_short
HAVING abs(line.canceled_short) > abs(coalesce(sum(arrived.short), 0));

-- name: vouchers_of_receipts
-- Receipts whose voucher does not carry the accrual and the stock value of their lines.
-- takes: company
WITH booked AS (
    SELECT receipt.number, receipt.voucher, sum(line.accrued) AS accrued, sum(line.stock_value) AS stock_value
      FROM receipts_productreceipt AS receipt
      JOIN receipts_receiptline AS line
        ON line.company_id = receipt.company_id AND line.receipt_id = receipt.id
     WHERE receipt.company_id = %(company)s
     GROUP BY receipt.id, receipt.number, receipt.voucher
), posted AS (
    SELECT voucher.number, entry.posting_type, sum(entry.amount) AS amount
      FROM ledger_entry AS entry
      JOIN ledger_voucher AS voucher
        ON voucher.company_id = entry.company_id AND voucher.id = entry.voucher_id
     WHERE entry.company_id = %(company)s AND entry.posting_type IN ('purchase_accrual', 'product_receipt')
     GROUP BY voucher.number, entry.posting_type
)
SELECT 'product receipt' AS record, booked.number, side.field, side.amount AS stored,
       coalesce(posted.amount, 0) AS computed
  FROM booked
 CROSS JOIN LATERAL (VALUES ('accrued', 'purchase_accrual', -booked.accrued),
                            ('stock_value', 'product_receipt', booked.stock_value))
    AS side (field, posting_type, amount)
  LEFT JOIN posted ON posted.number = booked.voucher AND posted.posting_type = side.posting_type
 WHERE side.amount <> coalesce(posted.amount, 0);

-- name: copy_lines
-- Lines of product receipts as they may be copied into an order: of those named, of an order, of a
-- vendor's latest ones. The price is that of the order line (01 §14).
-- takes: company, numbers[], order, vendor, most
WITH documents AS (
    SELECT receipt.id FROM receipts_productreceipt AS receipt
     WHERE receipt.company_id = %(company)s AND receipt.number = ANY (%(numbers)s::text[])
     UNION
    (SELECT receipt.id FROM receipts_productreceipt AS receipt
      WHERE receipt.company_id = %(company)s AND receipt.order_id = %(order)s::bigint
      ORDER BY receipt.id DESC LIMIT %(most)s)
     UNION
    (SELECT receipt.id FROM receipts_productreceipt AS receipt
      WHERE receipt.company_id = %(company)s AND receipt.vendor_id = %(vendor)s::bigint
      ORDER BY receipt.id DESC LIMIT %(most)s)
)
SELECT receipt.number AS document, line.line_number AS line, receipt.posted_on AS dated, line.id AS key,
       receipt.order_id AS order, line.order_line_id AS order_line, vendor.account AS vendor,
       purchase.invoice_account_id AS payee, item.item, line.product_name, line.quantity, line.unit,
       ordered.unit_price, ordered.price_unit, ordered.discount, ordered.discount_percent,
       ordered.charges_on_purchases, line.net_amount, line.ordered AS net_quantity, ordered.price_source,
       ordered.text, coalesce(site.code, '') AS site, coalesce(warehouse.code, '') AS warehouse,
       coalesce(taxes.code, '') AS sales_tax_group
  FROM documents
  JOIN receipts_productreceipt AS receipt
    ON receipt.company_id = %(company)s AND receipt.id = documents.id
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = receipt.company_id AND purchase.id = receipt.order_id
  JOIN parties_vendor AS vendor ON vendor.company_id = receipt.company_id AND vendor.id = receipt.vendor_id
  JOIN receipts_receiptline AS line ON line.company_id = receipt.company_id AND line.receipt_id = receipt.id
  JOIN orders_purchaseline AS ordered
    ON ordered.company_id = line.company_id AND ordered.id = line.order_line_id
  JOIN products_releasedproduct AS item ON item.company_id = line.company_id AND item.id = line.item_id
  LEFT JOIN organization_site AS site ON site.company_id = line.company_id AND site.id = line.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = ordered.company_id AND taxes.id = ordered.sales_tax_group_id
 ORDER BY receipt.id DESC, line.line_number;
