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
