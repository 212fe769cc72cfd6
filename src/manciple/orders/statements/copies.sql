-- name: copy_order_lines
-- Lines of orders as they may be copied: of the orders named, and of the latest ones of a vendor (01 §14).
-- takes: company, numbers[], order, vendor, most
WITH documents AS (
    SELECT purchase.id FROM orders_purchaseorder AS purchase
     WHERE purchase.company_id = %(company)s AND purchase.number = ANY (%(numbers)s::text[])
     UNION
    (SELECT purchase.id FROM orders_purchaseorder AS purchase
      WHERE purchase.company_id = %(company)s AND purchase.vendor_id = %(vendor)s::bigint
        AND purchase.id IS DISTINCT FROM %(order)s::bigint
      ORDER BY purchase.order_date DESC, purchase.id DESC LIMIT %(most)s)
)
SELECT purchase.number AS document, line.line_number AS line, purchase.order_date AS dated, line.id AS key,
       purchase.id AS order, line.id AS order_line, vendor.account AS vendor,
       purchase.invoice_account_id AS payee, item.item, line.product_name, line.quantity, unit.code AS unit,
       line.unit_price, line.price_unit, line.discount, line.discount_percent, line.charges_on_purchases,
       line.net_amount, line.quantity AS net_quantity, line.price_source, line.text,
       coalesce(site.code, '') AS site, coalesce(warehouse.code, '') AS warehouse,
       coalesce(taxes.code, '') AS sales_tax_group
  FROM documents
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = documents.id
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN orders_purchaseline AS line
    ON line.company_id = purchase.company_id AND line.order_id = purchase.id AND line.counts
  JOIN products_releasedproduct AS item
    ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN organization_site AS site ON site.company_id = line.company_id AND site.id = line.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
 ORDER BY purchase.order_date DESC, purchase.id DESC, line.line_number

-- name: copy_confirmation_lines
-- Lines of confirmations as they may be copied: of those named, of an order, of a vendor's latest ones.
-- takes: company, numbers[], order, vendor, most
WITH documents AS (
    SELECT told.id FROM orders_confirmation AS told
     WHERE told.company_id = %(company)s AND told.number = ANY (%(numbers)s::text[])
     UNION
    (SELECT told.id FROM orders_confirmation AS told
      WHERE told.company_id = %(company)s AND told.order_id = %(order)s::bigint
      ORDER BY told.sequence DESC LIMIT %(most)s)
     UNION
    (SELECT told.id FROM orders_confirmation AS told
      WHERE told.company_id = %(company)s AND told.vendor_id = %(vendor)s::bigint
      ORDER BY told.id DESC LIMIT %(most)s)
)
SELECT told.number AS document, line.line_number AS line, told.confirmed_on AS dated, line.id AS key,
       told.order_id AS order, line.order_line, vendor.account AS vendor,
       told.invoice_account_id AS payee, line.item, line.product_name, line.quantity, line.unit,
       line.unit_price, line.price_unit, line.discount, line.discount_percent, line.charges_on_purchases,
       line.net_amount, line.quantity AS net_quantity,
       CASE WHEN line.unit_price IS NULL AND line.net_amount <> 0 THEN 'net_manual'
            ELSE coalesce(ordered.price_source, 'manual') END AS price_source,
       line.text, line.site, line.warehouse, line.sales_tax_group
  FROM documents
  JOIN orders_confirmation AS told ON told.company_id = %(company)s AND told.id = documents.id
  JOIN parties_vendor AS vendor ON vendor.company_id = told.company_id AND vendor.id = told.vendor_id
  JOIN orders_confirmationline AS line
    ON line.company_id = told.company_id AND line.confirmation_id = told.id
  LEFT JOIN orders_purchaseline AS ordered
    ON ordered.company_id = line.company_id AND ordered.id = line.order_line
 ORDER BY told.id DESC, line.line_number

-- name: copy_terms
-- What order lines say beyond item, quantity and price, as a precise copy takes it; codes for references.
-- takes: company, lines[]
SELECT line.id, line.external_item, line.customer_requisition, line.customer_reference, line.matching_policy,
       line.overdelivery_percent, line.underdelivery_percent, back.code AS return_action, line.scrap,
       line.delivery_name, line.delivery_address, line.attention_information, requester.code AS requester,
       mode.code AS mode_of_delivery, delivery.code AS delivery_terms
  FROM orders_purchaseline AS line
  LEFT JOIN terms_returnaction AS back
    ON back.company_id = line.company_id AND back.id = line.return_action_id
  LEFT JOIN organization_worker AS requester
    ON requester.company_id = line.company_id AND requester.id = line.requester_id
  LEFT JOIN terms_modeofdelivery AS mode
    ON mode.company_id = line.company_id AND mode.id = line.mode_of_delivery_id
  LEFT JOIN terms_deliveryterms AS delivery
    ON delivery.company_id = line.company_id AND delivery.id = line.delivery_terms_id
 WHERE line.company_id = %(company)s AND line.id = ANY (%(lines)s::bigint[])

-- name: copy_headers
-- What the headers of orders say, as a copied header takes it; codes for references.
-- takes: company, orders[]
SELECT purchase.id, site.code AS site, warehouse.code AS warehouse, requester.code AS requester,
       purchase.attention_information, buyers.code AS buyer_group, pool.code AS pool, purchase.language,
       payment.code AS terms_of_payment, sequences.code AS number_sequence_group, currency.code AS currency,
       delivery.code AS delivery_terms, mode.code AS mode_of_delivery, taxes.code AS sales_tax_group,
       purchase.tax_exempt_number, purchase.delivery_name, purchase.delivery_address, purchase.vendor_reference
  FROM orders_purchaseorder AS purchase
  JOIN organization_currency AS currency ON currency.id = purchase.currency_id
  LEFT JOIN organization_site AS site
    ON site.company_id = purchase.company_id AND site.id = purchase.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = purchase.company_id AND warehouse.id = purchase.warehouse_id
  LEFT JOIN organization_worker AS requester
    ON requester.company_id = purchase.company_id AND requester.id = purchase.requester_id
  LEFT JOIN terms_buyergroup AS buyers
    ON buyers.company_id = purchase.company_id AND buyers.id = purchase.buyer_group_id
  LEFT JOIN terms_pool AS pool ON pool.company_id = purchase.company_id AND pool.id = purchase.pool_id
  LEFT JOIN terms_paymentterms AS payment
    ON payment.company_id = purchase.company_id AND payment.id = purchase.terms_of_payment_id
  LEFT JOIN kernel_numbersequencegroup AS sequences
    ON sequences.company_id = purchase.company_id AND sequences.id = purchase.number_sequence_group_id
  LEFT JOIN terms_deliveryterms AS delivery
    ON delivery.company_id = purchase.company_id AND delivery.id = purchase.delivery_terms_id
  LEFT JOIN terms_modeofdelivery AS mode
    ON mode.company_id = purchase.company_id AND mode.id = purchase.mode_of_delivery_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = purchase.company_id AND taxes.id = purchase.sales_tax_group_id
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])

-- name: copy_charges
-- The charges on the headers of orders, as a copied header takes them.
-- takes: company, orders[]
SELECT charge.order_id AS order, code.code AS charge_code, charge.category, charge.value, charge.text
  FROM orders_ordercharge AS charge
  JOIN terms_chargecode AS code
    ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
 WHERE charge.company_id = %(company)s AND charge.order_id = ANY (%(orders)s::bigint[])
 ORDER BY charge.order_id, charge.line_number

-- name: hold_sources
-- Holds orders whose invoices are credited, in key order: two credit notes of one invoice line wait for
-- each other.
-- takes: company, orders[]
SELECT purchase.id FROM orders_purchaseorder AS purchase
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
 ORDER BY purchase.id
   FOR NO KEY UPDATE

-- name: credited
-- How much of invoice lines credit notes take back: what is still meant to go back or has gone already.
-- takes: company, lines[]
SELECT line.credited_line AS key,
       sum(greatest(abs(line.ordered + line.added - line.canceled_order - line.canceled_remainder
                        - line.canceled_short), abs(line.received))) AS quantity
  FROM orders_purchaseline AS line
 WHERE line.company_id = %(company)s AND line.credited_line = ANY (%(lines)s::bigint[]) AND line.counts
 GROUP BY line.credited_line
