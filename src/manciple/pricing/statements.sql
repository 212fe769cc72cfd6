-- name: offers
-- Every trade agreement kept for the vendors, items, units and currencies asked, in any state of
-- validity; which of them holds is the rule's to say. Served by pricing_agreement_find.
-- takes: company, vendors[], items[], units[], currencies[]
WITH asked AS (
    SELECT DISTINCT vendor_id, item_id, unit_id, currency_id
      FROM unnest(%(vendors)s::bigint[], %(items)s::bigint[], %(units)s::bigint[],
                  %(currencies)s::bigint[])
        AS asked (vendor_id, item_id, unit_id, currency_id)
)
SELECT offer.vendor_id AS vendor, offer.item_id AS item, offer.unit_id AS unit,
       offer.currency_id AS currency, offer.id, offer.from_quantity, offer.starts_on, offer.ends_on,
       offer.unit_price, offer.price_unit, offer.lead_time_days, offer.least_quantity,
       offer.most_quantity
  FROM asked
  JOIN pricing_tradeagreement AS offer USING (vendor_id, item_id, unit_id, currency_id)
 WHERE offer.company_id = %(company)s

-- name: neighbours
-- The trade agreements for the same vendors and items as some are, or are going to be.
-- takes: company, ids[], vendors[], items[]
WITH named AS (
    SELECT vendor_id, item_id FROM pricing_tradeagreement
     WHERE company_id = %(company)s AND id = ANY(%(ids)s::bigint[])
), those_vendors AS (
    SELECT vendor_id AS id FROM named
     UNION
    SELECT id FROM parties_vendor WHERE company_id = %(company)s AND account = ANY(%(vendors)s::text[])
), those_items AS (
    SELECT item_id AS id FROM named
     UNION
    SELECT id FROM products_releasedproduct WHERE company_id = %(company)s AND item = ANY(%(items)s::text[])
)
SELECT agreement.id, vendor.account AS vendor, item.item, unit.code AS unit, currency.code AS currency,
       agreement.from_quantity, agreement.starts_on, agreement.ends_on, agreement.unit_price
  FROM pricing_tradeagreement AS agreement
  JOIN parties_vendor AS vendor ON vendor.company_id = %(company)s AND vendor.id = agreement.vendor_id
  JOIN products_releasedproduct AS item ON item.company_id = %(company)s AND item.id = agreement.item_id
  JOIN terms_unit AS unit ON unit.id = agreement.unit_id
  JOIN organization_currency AS currency ON currency.id = agreement.currency_id
 WHERE agreement.company_id = %(company)s
   AND agreement.vendor_id IN (SELECT id FROM those_vendors)
   AND agreement.item_id IN (SELECT id FROM those_items);
