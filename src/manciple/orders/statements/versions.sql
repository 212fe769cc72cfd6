-- name: contents
-- What orders say now, in the form versions keep it: versioned fields only, codes for references. What
-- is blank, zero or no is left out, and so are lines taken off the order; what follows by computation
-- stands apart (01 §7.4, §10).
-- takes: company, orders[]
WITH asked AS (
    SELECT purchase.* FROM orders_purchaseorder AS purchase
     WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
), headers AS (
    SELECT asked.id AS order_id, asked.versions, row_to_json(said) AS said,
           json_build_object(
               'subtotal', trim_scale(asked.subtotal)::text, 'charges', trim_scale(asked.charges)::text,
               'sales_tax', trim_scale(asked.sales_tax)::text,
               'round_off', trim_scale(asked.round_off)::text, 'total', trim_scale(asked.total)::text) AS totals
      FROM asked
     CROSS JOIN LATERAL (
           SELECT asked.name, asked.purchase_type,
                  nullif(asked.one_time_supplier, false) AS one_time_supplier,
                  (SELECT named.account FROM parties_vendor AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.vendor_id) AS vendor,
                  (SELECT named.account FROM parties_vendor AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.invoice_account_id) AS invoice_account,
                  nullif(asked.contact, '') AS contact,
                  nullif(asked.internet_address, '') AS internet_address, nullif(asked.email, '') AS email,
                  (SELECT named.code FROM organization_site AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.site_id) AS site,
                  (SELECT named.code FROM organization_warehouse AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.warehouse_id) AS warehouse,
                  nullif(asked.vendor_reference, '') AS vendor_reference,
                  (SELECT named.code FROM terms_reasoncode AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.reason_id) AS reason,
                  nullif(asked.reason_comment, '') AS reason_comment,
                  nullif(asked.rma_number, '') AS rma_number,
                  (SELECT named.code FROM terms_salestaxgroup AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.sales_tax_group_id) AS sales_tax_group,
                  (SELECT named.code FROM ledger_postingprofile AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.posting_profile_id) AS posting_profile,
                  nullif(asked.tax_exempt_number, '') AS tax_exempt_number, asked.settlement_type,
                  (SELECT named.code FROM kernel_numbersequencegroup AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.number_sequence_group_id) AS number_sequence_group,
                  (SELECT named.code FROM terms_buyergroup AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.buyer_group_id) AS buyer_group,
                  (SELECT named.code FROM organization_worker AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.requester_id) AS requester,
                  nullif(asked.change_management, false) AS change_management,
                  (SELECT named.code FROM organization_worker AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.orderer_id) AS orderer,
                  nullif(asked.language, '') AS language, asked.order_date,
                  nullif(asked.delivery_name, '') AS delivery_name,
                  nullif(asked.delivery_address, '') AS delivery_address,
                  nullif(asked.attention_information, '') AS attention_information, asked.delivery_date,
                  (SELECT named.code FROM terms_modeofdelivery AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.mode_of_delivery_id) AS mode_of_delivery,
                  (SELECT named.code FROM terms_deliveryterms AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.delivery_terms_id) AS delivery_terms,
                  (SELECT code FROM organization_currency AS named
                    WHERE named.id = asked.currency_id) AS currency,
                  (SELECT named.code FROM terms_paymentterms AS named
                    WHERE named.company_id = asked.company_id AND named.id = asked.terms_of_payment_id) AS terms_of_payment,
                  asked.due_date
           ) AS said
), lines AS (
    SELECT line.order_id, json_agg(row_to_json(said) ORDER BY line.id) AS said,
           json_object_agg(line.id, trim_scale(line.sales_tax)::text ORDER BY line.id)
               FILTER (WHERE line.sales_tax <> 0) AS taxes
      FROM asked
      JOIN orders_purchaseline AS line
        ON line.company_id = asked.company_id AND line.order_id = asked.id AND NOT line.is_deleted
      JOIN products_releasedproduct AS item
        ON item.company_id = line.company_id AND item.id = line.item_id
      JOIN terms_unit AS unit ON unit.id = line.unit_id
      LEFT JOIN organization_site AS site
        ON site.company_id = line.company_id AND site.id = line.site_id
      LEFT JOIN organization_warehouse AS warehouse
        ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
      LEFT JOIN terms_salestaxgroup AS taxes
        ON taxes.company_id = line.company_id AND taxes.id = line.sales_tax_group_id
     CROSS JOIN LATERAL (
           SELECT line.id, line.line_number, line.line_type, line.parent_id AS parent, item.item,
                  nullif(line.product_name, '') AS product_name, nullif(line.text, '') AS text,
                  site.code AS site, warehouse.code AS warehouse, trim_scale(line.quantity)::text AS quantity,
                  nullif(trim_scale(line.canceled_remainder), 0)::text AS canceled_remainder,
                  nullif(trim_scale(line.added), 0)::text AS added, unit.code AS unit,
                  trim_scale(line.unit_price)::text AS unit_price,
                  trim_scale(line.price_unit)::text AS price_unit,
                  nullif(trim_scale(line.discount), 0)::text AS discount,
                  nullif(trim_scale(line.discount_percent), 0)::text AS discount_percent,
                  nullif(trim_scale(line.charges_on_purchases), 0)::text AS charges_on_purchases,
                  trim_scale(line.net_amount)::text AS net_amount, taxes.code AS sales_tax_group,
                  line.delivery_date, line.confirmed_delivery_date,
                  nullif(trim_scale(line.overdelivery_percent), 0)::text AS overdelivery_percent,
                  nullif(trim_scale(line.underdelivery_percent), 0)::text AS underdelivery_percent,
                  line.matching_policy, nullif(line.complete, false) AS complete,
                  (SELECT named.code FROM terms_returnaction AS named
                    WHERE named.company_id = line.company_id AND named.id = line.return_action_id) AS return_action,
                  nullif(line.scrap, false) AS scrap, nullif(line.external_item, '') AS external_item,
                  nullif(line.customer_requisition, '') AS customer_requisition,
                  nullif(line.customer_reference, '') AS customer_reference,
                  nullif(line.delivery_name, '') AS delivery_name,
                  nullif(line.delivery_address, '') AS delivery_address,
                  nullif(line.attention_information, '') AS attention_information,
                  (SELECT named.code FROM organization_worker AS named
                    WHERE named.company_id = line.company_id AND named.id = line.requester_id) AS requester,
                  (SELECT named.code FROM terms_modeofdelivery AS named
                    WHERE named.company_id = line.company_id AND named.id = line.mode_of_delivery_id) AS mode_of_delivery,
                  (SELECT named.code FROM terms_deliveryterms AS named
                    WHERE named.company_id = line.company_id AND named.id = line.delivery_terms_id) AS delivery_terms
           ) AS said
     GROUP BY line.order_id
), charges AS (
    SELECT charge.order_id, json_agg(row_to_json(said) ORDER BY charge.id) AS said,
           json_object_agg(charge.id, json_build_object(
               'amount', trim_scale(charge.amount)::text, 'sales_tax', trim_scale(charge.sales_tax)::text)
               ORDER BY charge.id) AS amounts
      FROM asked
      JOIN orders_ordercharge AS charge
        ON charge.company_id = asked.company_id AND charge.order_id = asked.id
      JOIN terms_chargecode AS code
        ON code.company_id = charge.company_id AND code.id = charge.charge_code_id
     CROSS JOIN LATERAL (
           SELECT charge.id, charge.line_number, code.code AS charge_code, charge.category,
                  trim_scale(charge.value)::text AS value, nullif(charge.text, '') AS text
           ) AS said
     GROUP BY charge.order_id
)
SELECT headers.order_id, headers.versions,
       json_strip_nulls(json_build_object(
           'header', headers.said, 'lines', coalesce(lines.said, '[]'),
           'charges', coalesce(charges.said, '[]')))::jsonb AS said,
       jsonb_build_object(
           'header', headers.totals, 'lines', coalesce(lines.taxes, '{}'),
           'charges', coalesce(charges.amounts, '{}')) AS derived
  FROM headers
  LEFT JOIN lines ON lines.order_id = headers.order_id
  LEFT JOIN charges ON charges.order_id = headers.order_id

-- name: keep_versions
-- Keeps what orders say now: a new version where that differs from the latest one, else a stamp on
-- it; counts the versions on the orders (01 §10).
-- takes: company, act, orders[], event, approval_status, at, by, makes, stamps
WITH content AS MATERIALIZED (
{contents}
), hashed AS MATERIALIZED (
    SELECT content.*, encode(sha256(convert_to(content.said::text, 'UTF8')), 'hex') AS content_hash
      FROM content
), latest AS (
    SELECT hashed.order_id, version.id, version.number, version.content_hash = hashed.content_hash AS same
      FROM hashed
      JOIN orders_orderversion AS version
        ON version.company_id = %(company)s AND version.order_id = hashed.order_id
       AND version.number = hashed.versions
), made AS (
    INSERT INTO orders_orderversion
           (company_id, act, order_id, number, event, made_at, made_by, content_hash, content)
    SELECT %(company)s, %(act)s, hashed.order_id, hashed.versions + 1, %(event)s, %(at)s, %(by)s,
           hashed.content_hash, hashed.said || jsonb_build_object('derived', hashed.derived)
      FROM hashed
      LEFT JOIN latest ON latest.order_id = hashed.order_id
     WHERE %(makes)s::boolean AND latest.same IS NOT true
    RETURNING id, order_id, number
), standing AS (
    SELECT made.order_id, made.id, made.number, true AS made FROM made
     UNION ALL
    SELECT latest.order_id, latest.id, latest.number, false FROM latest
     WHERE %(stamps)s::boolean AND (latest.same OR NOT %(makes)s::boolean)
), stamped AS (
    INSERT INTO orders_versionstamp
           (company_id, act, order_version_id, event, approval_status, stamped_at, stamped_by)
    SELECT %(company)s, %(act)s, standing.id, %(event)s, %(approval_status)s, %(at)s, %(by)s
      FROM standing
), counted AS (
    UPDATE orders_purchaseorder AS purchase
       SET versions = standing.number,
           approved_version = CASE WHEN %(event)s = 'approval' THEN standing.number
                                   ELSE purchase.approved_version END
      FROM standing
     WHERE purchase.company_id = %(company)s AND purchase.id = standing.order_id
       AND (standing.made OR %(event)s = 'approval')
)
SELECT standing.order_id AS order, standing.number, standing.made FROM standing ORDER BY standing.order_id

-- name: version_contents
-- What versions of orders hold, named by order and number.
-- takes: company, orders[], numbers[]
SELECT version.order_id AS order, version.number, version.content
  FROM unnest(%(orders)s::bigint[], %(numbers)s::integer[]) AS wanted (order_id, number)
  JOIN orders_orderversion AS version
    ON version.company_id = %(company)s AND version.order_id = wanted.order_id
   AND version.number = wanted.number

-- name: review_values
-- What conditions of workflows may ask of orders, and what approvers see of them (01 §8).
-- takes: company, orders[]
SELECT purchase.id, purchase.number, purchase.name, purchase.purchase_type, vendor.account AS vendor,
       payee.account AS invoice_account, suppliers.code AS vendor_group, buyers.code AS buyer_group,
       pool.code AS pool, requester.code AS requester, orderer.code AS orderer, site.code AS site,
       warehouse.code AS warehouse, currency.code AS currency, terms.code AS terms_of_payment,
       purchase.order_date, purchase.delivery_date, purchase.subtotal, purchase.charges, purchase.total,
       purchase.total AS total_accounting,
       coalesce((version.content #>> '{derived,header,total}')::numeric, 0) AS approved_total,
       purchase.requires_reapproval, purchase.change_request, purchase.versions AS version
  FROM orders_purchaseorder AS purchase
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN parties_vendor AS payee
    ON payee.company_id = purchase.company_id AND payee.id = purchase.invoice_account_id
  JOIN parties_vendorgroup AS suppliers
    ON suppliers.company_id = vendor.company_id AND suppliers.id = vendor.group_id
  JOIN organization_currency AS currency ON currency.id = purchase.currency_id
  LEFT JOIN terms_buyergroup AS buyers
    ON buyers.company_id = purchase.company_id AND buyers.id = purchase.buyer_group_id
  LEFT JOIN terms_pool AS pool ON pool.company_id = purchase.company_id AND pool.id = purchase.pool_id
  LEFT JOIN organization_worker AS requester
    ON requester.company_id = purchase.company_id AND requester.id = purchase.requester_id
  LEFT JOIN organization_worker AS orderer
    ON orderer.company_id = purchase.company_id AND orderer.id = purchase.orderer_id
  LEFT JOIN organization_site AS site
    ON site.company_id = purchase.company_id AND site.id = purchase.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = purchase.company_id AND warehouse.id = purchase.warehouse_id
  LEFT JOIN terms_paymentterms AS terms
    ON terms.company_id = purchase.company_id AND terms.id = purchase.terms_of_payment_id
  LEFT JOIN orders_orderversion AS version
    ON version.company_id = purchase.company_id AND version.order_id = purchase.id
   AND version.number = purchase.approved_version
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])

-- name: review_lines
-- What conditions of workflows may ask of the lines of orders; by the orders, or by the lines.
-- takes: company, orders[], lines[]
SELECT line.order_id AS order, line.id, line.line_number AS number, item.item, line.product_name,
       line.quantity, unit.code AS unit, line.unit_price, line.net_amount, site.code AS site,
       warehouse.code AS warehouse, requester.code AS requester, line.delivery_date,
       purchase.number AS order_number, currency.code AS currency, vendor.account AS vendor,
       purchase.versions AS version
  FROM orders_purchaseline AS line
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = line.company_id AND purchase.id = line.order_id
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  JOIN organization_currency AS currency ON currency.id = purchase.currency_id
  JOIN products_releasedproduct AS item
    ON item.company_id = line.company_id AND item.id = line.item_id
  JOIN terms_unit AS unit ON unit.id = line.unit_id
  LEFT JOIN organization_site AS site ON site.company_id = line.company_id AND site.id = line.site_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = line.company_id AND warehouse.id = line.warehouse_id
  LEFT JOIN organization_worker AS requester
    ON requester.company_id = line.company_id AND requester.id = line.requester_id
 WHERE line.company_id = %(company)s AND line.counts
   AND (line.order_id = ANY (%(orders)s::bigint[]) OR line.id = ANY (%(lines)s::bigint[]))
 ORDER BY line.order_id, line.line_number

-- name: makers
-- Who made or changed orders: they may not approve them (06 §13). Served by kernel_event_row.
-- takes: company, record, orders[], events[]
SELECT DISTINCT event.row_id AS order, act.user_id AS user
  FROM kernel_event AS event
  JOIN kernel_act AS act ON act.company_id = event.company_id AND act.id = event.act_id
 WHERE event.company_id = %(company)s AND event.record = %(record)s
   AND event.row_id = ANY (%(orders)s::bigint[]) AND event.name = ANY (%(events)s::text[])

-- name: concluded
-- Moves orders whose review is over, and tells how they were called and stood before.
-- takes: company, orders[], approval_status, change_request
WITH before AS (
    SELECT id, number, approval_status FROM orders_purchaseorder
     WHERE company_id = %(company)s AND id = ANY (%(orders)s::bigint[])
)
UPDATE orders_purchaseorder AS purchase
   SET approval_status = %(approval_status)s, version = purchase.version + 1,
       change_request = purchase.change_request AND %(change_request)s::boolean
  FROM before
 WHERE purchase.company_id = %(company)s AND purchase.id = before.id
RETURNING purchase.id, purchase.number, before.approval_status AS state, purchase.version,
          purchase.confirmations

-- name: judged_lines
-- What the workflow of single lines came to.
-- takes: company, lines[], workflow_state
UPDATE orders_purchaseline AS line
   SET workflow_state = %(workflow_state)s
 WHERE line.company_id = %(company)s AND line.id = ANY (%(lines)s::bigint[])

-- name: unjudged_lines
-- Lines of orders that are not in review any more: what was said of each is of no account.
-- takes: company, orders[], workflow_state
UPDATE orders_purchaseline AS line
   SET workflow_state = %(workflow_state)s
 WHERE line.company_id = %(company)s AND line.order_id = ANY (%(orders)s::bigint[])
   AND line.workflow_state <> %(workflow_state)s
