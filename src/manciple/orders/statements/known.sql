-- name: company
-- What a company gives its orders: money, language, address, posting profile, how it orders, how
-- orders are numbered; and which worker the user is.
-- takes: company, reference, user
SELECT entity.id, entity.code, entity.name, entity.language, entity.address,
       currency.id AS currency, currency.code AS currency_code, currency.general_rounding,
       currency.purchase_rounding, currency.purchase_rounding_form,
       parameters.posting_profile_id AS posting_profile,
       coalesce(sequence.manual, false) AS manual_numbers,
       coalesce(sequence.format, '') AS number_form, coalesce(sequence.next, 0) AS next_number,
       coalesce(sequence.continuous, false) AS continuous_numbers,
       coalesce(sequence.to_lower, true) AS lower_numbers,
       coalesce(sequence.to_higher, true) AS higher_numbers,
       suppliers.one_time_template_id AS one_time_template, worker.id AS worker,
       ARRAY(SELECT field || '=' || policy FROM orders_headerupdate AS updates
              WHERE updates.company_id = entity.id) AS line_updates,
       coalesce(ordering.purchase_type, 'purchase_order') AS purchase_type,
       coalesce(ordering.change_management, false) AS change_management,
       coalesce(ordering.override_per_vendor, false) AS override_per_vendor,
       coalesce(ordering.line_number_increment, 1) AS line_number_increment,
       coalesce(ordering.cancel_needs_reason, false) AS cancel_needs_reason,
       coalesce(ordering.keep_voided, false) AS keep_voided,
       coalesce(ordering.safety_level, 'none') AS safety_level,
       coalesce(ordering.settlement_type, 'none') AS settlement_type
  FROM organization_legalentity AS entity
  JOIN organization_currency AS currency ON currency.id = entity.currency_id
  LEFT JOIN ledger_ledgerparameters AS parameters ON parameters.company_id = entity.id
  LEFT JOIN kernel_numbersequence AS sequence
         ON sequence.company_id = entity.id AND sequence.reference = %(reference)s
        AND sequence.group_id IS NULL
  LEFT JOIN parties_vendorparameters AS suppliers ON suppliers.company_id = entity.id
  LEFT JOIN organization_worker AS worker
         ON worker.company_id = entity.id AND worker.user_id = %(user)s
  LEFT JOIN orders_orderparameters AS ordering ON ordering.company_id = entity.id
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
       vendor.sales_tax_group_id AS sales_tax_group, vendor.change_management, vendor.hold_until,
       vendor.internet_address, vendor.buyer_group_id AS buyer_group, vendor.pool_id AS pool,
       vendor.number_sequence_group_id AS number_sequence_group, vendor.tax_exempt_number
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
       released.lead_time_days, handling.stocked
  FROM products_releasedproduct AS released
  JOIN products_itemmodelgroup AS handling
    ON handling.company_id = released.company_id AND handling.id = released.model_group_id
  JOIN products_product AS product ON product.id = released.product_id
  JOIN terms_unit AS unit ON unit.id = released.purchase_unit_id
  LEFT JOIN organization_warehouse AS warehouse
    ON warehouse.company_id = released.company_id AND warehouse.id = released.warehouse_id
 WHERE released.company_id = %(company)s
   AND (released.item = ANY (%(items)s) OR released.id = ANY (%(ids)s::bigint[]))

-- name: named
-- Set-up records by their codes, of every kind an order may name; tax groups also by id, because
-- the rate of a group that came by default is needed too.
-- takes: company, currencies[], currency_ids[], sites[], site_ids[], warehouses[], warehouse_ids[], units[], terms[], deliveries[], modes[], groups[], group_ids[], profiles[], buyers[], charges[], charge_ids[], workers[], worker_ids[], pools[], sequences[], reasons[], actions[], today
SELECT 'currency' AS kind, currency.code, currency.id, NULL::bigint AS site, currency.name,
       '' AS address, 0 AS decimals, '' AS tax_code, 0::numeric AS percent, '' AS category,
       '' AS debit, '' AS credit, false AS taxed, true AS active
  FROM organization_currency AS currency
 WHERE currency.code = ANY (%(currencies)s) OR currency.id = ANY (%(currency_ids)s::bigint[])
UNION ALL
SELECT 'unit', unit.code, unit.id, NULL, unit.name, '', unit.decimals, '', 0, '', '', '', false, true
  FROM terms_unit AS unit WHERE unit.code = ANY (%(units)s)
UNION ALL
SELECT 'site', site.code, site.id, NULL, site.name, site.address, 0, '', 0, '', '', '', false, true
  FROM organization_site AS site
 WHERE site.company_id = %(company)s
   AND (site.code = ANY (%(sites)s) OR site.id = ANY (%(site_ids)s::bigint[]))
UNION ALL
SELECT 'warehouse', warehouse.code, warehouse.id, warehouse.site_id, warehouse.name,
       coalesce(nullif(warehouse.address, ''), site.address), 0, '', 0, '', '', '', false, true
  FROM organization_warehouse AS warehouse
  JOIN organization_site AS site
    ON site.company_id = warehouse.company_id AND site.id = warehouse.site_id
 WHERE warehouse.company_id = %(company)s
   AND (warehouse.code = ANY (%(warehouses)s) OR warehouse.id = ANY (%(warehouse_ids)s::bigint[]))
UNION ALL
SELECT 'terms_of_payment', terms.code, terms.id, NULL, terms.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_paymentterms AS terms
 WHERE terms.company_id = %(company)s AND terms.code = ANY (%(terms)s)
UNION ALL
SELECT 'delivery_terms', terms.code, terms.id, NULL, terms.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_deliveryterms AS terms
 WHERE terms.company_id = %(company)s AND terms.code = ANY (%(deliveries)s)
UNION ALL
SELECT 'mode_of_delivery', mode.code, mode.id, NULL, mode.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_modeofdelivery AS mode
 WHERE mode.company_id = %(company)s AND mode.code = ANY (%(modes)s)
UNION ALL
SELECT 'sales_tax_group', taxes.code, taxes.id, NULL, taxes.name, '', 0, coalesce(tax.code, ''),
       coalesce(tax.percent, 0), '', '', '', false, true
  FROM terms_salestaxgroup AS taxes
  LEFT JOIN terms_salestaxcode AS tax
    ON tax.company_id = taxes.company_id AND tax.id = taxes.sales_tax_code_id
 WHERE taxes.company_id = %(company)s
   AND (taxes.code = ANY (%(groups)s) OR taxes.id = ANY (%(group_ids)s::bigint[]))
UNION ALL
SELECT 'posting_profile', profile.code, profile.id, NULL, profile.name, '', 0, '', 0, '', '', '', false, true
  FROM ledger_postingprofile AS profile
 WHERE profile.company_id = %(company)s AND profile.code = ANY (%(profiles)s)
UNION ALL
SELECT 'buyer_group', buyers.code, buyers.id, NULL, buyers.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_buyergroup AS buyers
 WHERE buyers.company_id = %(company)s AND buyers.code = ANY (%(buyers)s)
UNION ALL
SELECT 'charge_code', charge.code, charge.id, NULL, charge.name, '', 0, '', 0, charge.category,
       charge.debit_type, charge.credit_type, charge.taxed, true
  FROM terms_chargecode AS charge
 WHERE charge.company_id = %(company)s
   AND (charge.code = ANY (%(charges)s) OR charge.id = ANY (%(charge_ids)s::bigint[]))
UNION ALL
SELECT 'worker', worker.code, worker.id, NULL, worker.name, worker.location, 0, '', 0, '', '', '', false,
       %(today)s::date BETWEEN coalesce(worker.employed_from, '-infinity')
                           AND coalesce(worker.employed_to, 'infinity')
  FROM organization_worker AS worker
 WHERE worker.company_id = %(company)s
   AND (worker.code = ANY (%(workers)s) OR worker.id = ANY (%(worker_ids)s::bigint[]))
UNION ALL
SELECT 'pool', pool.code, pool.id, NULL, pool.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_pool AS pool
 WHERE pool.company_id = %(company)s AND pool.code = ANY (%(pools)s)
UNION ALL
SELECT 'number_sequence_group', numbers.code, numbers.id, NULL, numbers.name, '', 0, '', 0, '', '', '',
       false, true
  FROM kernel_numbersequencegroup AS numbers
 WHERE numbers.company_id = %(company)s AND numbers.code = ANY (%(sequences)s)
UNION ALL
SELECT 'reason', reason.code, reason.id, NULL, reason.name, '', 0, '', 0, '', '', '', false, true
  FROM terms_reasoncode AS reason
 WHERE reason.company_id = %(company)s AND reason.code = ANY (%(reasons)s)
UNION ALL
SELECT 'return_action', back.code, back.id, NULL, back.name, '', 0, '', 0, '', '', '',
       false, true
  FROM terms_returnaction AS back
 WHERE back.company_id = %(company)s AND back.code = ANY (%(actions)s)

-- name: numbers_used
-- Which of the order numbers exist, in upper case. Served by orders_order_any_case.
-- takes: company, numbers[]
SELECT upper(number) AS number
  FROM orders_purchaseorder
 WHERE company_id = %(company)s AND upper(number) = ANY (%(numbers)s)

-- name: agreed_lines
-- The lines of orders that stand in what was approved last or confirmed last (01 §12.2).
-- takes: company, orders[]
SELECT line.order_line AS line
  FROM orders_purchaseorder AS purchase
  JOIN orders_confirmation AS confirmation
    ON confirmation.company_id = purchase.company_id AND confirmation.order_id = purchase.id
   AND confirmation.sequence = purchase.confirmations
  JOIN orders_confirmationline AS line
    ON line.company_id = confirmation.company_id AND line.confirmation_id = confirmation.id
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
 UNION
SELECT (said ->> 'id')::bigint
  FROM orders_purchaseorder AS purchase
  JOIN orders_orderversion AS version
    ON version.company_id = purchase.company_id AND version.order_id = purchase.id
   AND version.number = purchase.approved_version
 CROSS JOIN LATERAL jsonb_array_elements(version.content -> 'lines') AS said
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])

-- name: deleted_lines
-- The lines that were taken off orders and wait for the next approval or confirmation (01 §12.2).
-- takes: company, orders[]
SELECT line.id AS line
  FROM orders_purchaseline AS line
 WHERE line.company_id = %(company)s AND line.order_id = ANY (%(orders)s::bigint[]) AND line.is_deleted
 ORDER BY line.id

-- name: summary_standings
-- What decides whether orders share a document of a kind: everything they may have to agree in, the
-- company's rule for the kind, and whether vendor or order flagged them (01 §19).
-- takes: company, orders[], document
SELECT purchase.id AS order, purchase.number,
       ARRAY[purchase.purchase_type, purchase.invoice_account_id::text, purchase.currency_id::text] AS always,
       jsonb_build_object(
           'buyer_group', purchase.buyer_group_id, 'language', purchase.language,
           'delivery_address', purchase.delivery_address, 'mode_of_delivery', purchase.mode_of_delivery_id,
           'delivery_terms', purchase.delivery_terms_id, 'site', purchase.site_id,
           'warehouse', purchase.warehouse_id, 'terms_of_payment', purchase.terms_of_payment_id,
           'sales_tax_group', purchase.sales_tax_group_id, 'posting_profile', purchase.posting_profile_id,
           'number_sequence_group', purchase.number_sequence_group_id) AS fields,
       coalesce(rule.option, 'none') AS option, coalesce(rule.parts, '{}') AS parts,
       %(document)s::text = ANY (CASE WHEN purchase.summary_of_vendor THEN vendor.summary_documents
                                ELSE purchase.summary_documents END) AS flagged
  FROM orders_purchaseorder AS purchase
  JOIN parties_vendor AS vendor
    ON vendor.company_id = purchase.company_id AND vendor.id = purchase.vendor_id
  LEFT JOIN orders_summaryrule AS rule
    ON rule.company_id = purchase.company_id AND rule.document = %(document)s
 WHERE purchase.company_id = %(company)s AND purchase.id = ANY (%(orders)s::bigint[])
