-- name: journal_confirmations
-- Writes a confirmation per order, numbered per order from 1, and marks the orders: the snapshot
-- carries names and texts, so that a reprint shows what the vendor was told (01 §11.4). The heads name
-- for each order the one whose confirmation heads their common document: itself where it stands alone.
-- takes: company, orders[], heads[], quantities[], discounts[], confirmed_on, act
WITH asked AS (
    SELECT *
      FROM unnest(%(orders)s::bigint[], %(heads)s::bigint[], %(quantities)s::numeric[],
                  %(discounts)s::numeric[])
        AS asked (order_id, head_id, quantity, line_discount)
), told AS (
    UPDATE orders_purchaseorder AS purchase
       SET confirmations = purchase.confirmations + 1, confirmed_on = %(confirmed_on)s,
           changed_since_confirmation = false,
           document_status = CASE WHEN purchase.document_status IN ('none', 'purchase_inquiry')
                                  THEN 'purchase_order' ELSE purchase.document_status END
     WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
 RETURNING purchase.*, purchase.number || '-' || purchase.confirmations AS confirmation
)
INSERT INTO orders_confirmation
       (company_id, act, number, order_id, sequence, order_version, document, purchase_type, confirmed_on,
        vendor_id, vendor_name, vendor_address, vendor_reference, invoice_account_id, invoice_name,
        invoice_address, rma_number, contact, email, language, currency_id, terms_of_payment, delivery_terms,
        mode_of_delivery, delivery_name, delivery_address, attention_information, delivery_date,
        earliest_confirmed_delivery, due_date, lines, quantity, line_discount, subtotal, charges, sales_tax,
        round_off, total)
SELECT told.company_id, %(act)s, told.confirmation, told.id, told.confirmations, told.versions,
       head.confirmation, told.purchase_type, told.confirmed_on, told.vendor_id, told.name, vendor.address,
       told.vendor_reference, told.invoice_account_id, payee.name, payee.address, told.rma_number,
       told.contact, told.email, told.language, told.currency_id, coalesce(payment.code, ''),
       coalesce(delivery.code, ''), coalesce(mode.code, ''), told.delivery_name, told.delivery_address,
       told.attention_information, told.delivery_date, told.earliest_confirmed_delivery, told.due_date,
       counted.lines, asked.quantity, asked.line_discount, told.subtotal, told.charges, told.sales_tax,
       told.round_off, told.total
  FROM told
  JOIN asked ON asked.order_id = told.id
  JOIN told AS head ON head.id = asked.head_id
  JOIN parties_vendor AS vendor
    ON vendor.company_id = told.company_id AND vendor.id = told.vendor_id
  JOIN parties_vendor AS payee
    ON payee.company_id = told.company_id AND payee.id = told.invoice_account_id
 CROSS JOIN LATERAL (SELECT count(*) AS lines FROM orders_purchaseline AS line
                      WHERE line.company_id = told.company_id AND line.order_id = told.id AND line.counts)
            AS counted
  LEFT JOIN terms_paymentterms AS payment
    ON payment.company_id = told.company_id AND payment.id = told.terms_of_payment_id
  LEFT JOIN terms_deliveryterms AS delivery
    ON delivery.company_id = told.company_id AND delivery.id = told.delivery_terms_id
  LEFT JOIN terms_modeofdelivery AS mode
    ON mode.company_id = told.company_id AND mode.id = told.mode_of_delivery_id
 ORDER BY told.id
RETURNING id, number, order_id AS order

-- name: journal_confirmation_lines
-- Writes the lines of the confirmations as they stand now; deliveries, not the totals of schedules.
-- takes: company, act, confirmations[]
INSERT INTO orders_confirmationline
       (company_id, act, confirmation_id, order_line, line_number, item, external_item, product_name, text,
        site, warehouse, quantity, unit, unit_price, price_unit, discount, discount_percent,
        charges_on_purchases, net_amount, sales_tax_group, sales_tax, delivery_date,
        confirmed_delivery_date, return_action, delivery_name, delivery_address)
SELECT line.company_id, %(act)s, confirmation.id, line.id, line.line_number, item.item, line.external_item,
       line.product_name, line.text, coalesce(site.code, ''), coalesce(warehouse.code, ''),
       line.quantity, unit.code, line.unit_price, line.price_unit, line.discount,
       line.discount_percent, line.charges_on_purchases, line.net_amount,
       coalesce(taxes.code, ''), line.sales_tax, line.delivery_date, line.confirmed_delivery_date,
       coalesce(returns.code, ''), line.delivery_name, line.delivery_address
  FROM orders_confirmation AS confirmation
  JOIN orders_purchaseline AS line
    ON line.company_id = confirmation.company_id AND line.order_id = confirmation.order_id AND line.counts
  JOIN products_releasedproduct AS item
    ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN organization_site AS site
    ON site.company_id = line.company_id AND site.id = line.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
  LEFT JOIN terms_salestaxgroup AS taxes
    ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
  LEFT JOIN terms_returnaction AS returns
    ON returns.company_id = line.company_id AND returns.id = line.return_action_id
 WHERE confirmation.company_id = %(company)s
   AND confirmation.id = ANY (%(confirmations)s::bigint[])
 ORDER BY confirmation.id, line.line_number

-- name: journal_confirmation_charges
-- Writes the charges on the headers of the confirmations as they stand now.
-- takes: company, act, confirmations[]
INSERT INTO orders_confirmationcharge
       (company_id, act, confirmation_id, line_number, charge_code, text, category, value, amount, sales_tax)
SELECT charge.company_id, %(act)s, confirmation.id, charge.line_number, code.code, charge.text,
       charge.category, charge.value, charge.amount, charge.sales_tax
  FROM orders_confirmation AS confirmation
  JOIN orders_ordercharge AS charge
    ON charge.company_id = confirmation.company_id AND charge.order_id = confirmation.order_id
  JOIN terms_chargecode AS code
    ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
 WHERE confirmation.company_id = %(company)s
   AND confirmation.id = ANY (%(confirmations)s::bigint[])
 ORDER BY confirmation.id, charge.line_number

-- name: journal_inquiries
-- Writes an inquiry per order under the numbers drawn for them, with what the orders say now, and marks
-- the orders (01 §11.1).
-- takes: company, act, orders[], numbers[], sent_on
WITH content AS MATERIALIZED (
{contents}
), told AS (
    UPDATE orders_purchaseorder AS purchase
       SET inquiries = purchase.inquiries + 1,
           document_status = CASE purchase.document_status WHEN 'none' THEN 'purchase_inquiry'
                                                            ELSE purchase.document_status END
     WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
 RETURNING purchase.*
)
INSERT INTO orders_purchaseinquiry
       (company_id, act, number, order_id, order_number, order_version, sent_on, vendor_id, vendor_name,
        currency_id, total, content)
SELECT told.company_id, %(act)s, asked.number, told.id, told.number, told.versions, %(sent_on)s,
       told.vendor_id, told.name, told.currency_id, told.total,
       content.said || jsonb_build_object('derived', content.derived)
  FROM unnest(%(orders)s::bigint[], %(numbers)s::text[]) AS asked (order_id, number)
  JOIN told ON told.id = asked.order_id
  JOIN content ON content.order_id = told.id
 ORDER BY told.id
RETURNING id, number, order_id AS order

-- name: void_orders
-- Keeps a copy of orders that are about to be deleted (01 §12.1).
-- takes: company, act, orders[], at, by
WITH content AS MATERIALIZED (
{contents}
)
INSERT INTO orders_voidedorder
       (company_id, act, number, line_number, name, vendor, voided_at, voided_by, content)
SELECT purchase.company_id, %(act)s, purchase.number, NULL, purchase.name,
       content.said -> 'header' ->> 'vendor', %(at)s, %(by)s,
       content.said || jsonb_build_object('derived', content.derived)
  FROM content
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = content.order_id
 ORDER BY purchase.id

-- name: void_lines
-- Keeps a copy of lines that are about to be deleted, where the company keeps what was deleted (01 §12.1).
-- takes: company, act, lines[], at, by
INSERT INTO orders_voidedorder
       (company_id, act, number, line_number, name, vendor, voided_at, voided_by, content)
SELECT line.company_id, %(act)s, purchase.number, line.line_number, line.product_name, vendor.account,
       %(at)s, %(by)s,
       jsonb_strip_nulls(jsonb_build_object(
           'id', line.id, 'line_number', line.line_number, 'item', item.item, 'product_name', line.product_name,
           'text', nullif(line.text, ''), 'quantity', trim_scale(line.quantity)::text, 'unit', unit.code,
           'unit_price', trim_scale(line.unit_price)::text, 'price_unit', trim_scale(line.price_unit)::text,
           'net_amount', trim_scale(line.net_amount)::text, 'delivery_date', line.delivery_date))
  FROM orders_purchaseline AS line
  JOIN orders_orderparameters AS parameters
    ON parameters.company_id = line.company_id AND parameters.keep_voided
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = line.company_id AND purchase.id = line.order_id
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN products_releasedproduct AS item
    ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
 WHERE line.company_id = %(company)s AND line.id = ANY (%(lines)s::bigint[])
 ORDER BY purchase.id, line.line_number
