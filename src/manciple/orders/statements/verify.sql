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
-- Lines whose status is not the first that holds, by the table of 01 §6; totals of schedules that do not
-- show the least advanced of their deliveries.
-- takes: company
WITH standing AS (
    SELECT line.id, line.order_id, line.line_number, line.line_type, line.status,
           CASE WHEN line.received = 0 AND line.remaining = 0
                 AND line.canceled_order + line.canceled_remainder + line.canceled_short <> 0
                    THEN 'canceled'
                WHEN line.remaining = 0 AND line.received <> 0 AND line.invoiced = line.received
                    THEN 'invoiced'
                WHEN line.remaining = 0 AND line.received <> 0 THEN 'received'
                ELSE 'open_order' END AS expected
      FROM orders_purchaseline AS line
     WHERE line.company_id = %(company)s
), schedules AS (
    SELECT delivery.parent_id,
           CASE WHEN bool_or(standing.expected = 'open_order') THEN 'open_order'
                WHEN bool_or(standing.expected = 'received') THEN 'received'
                WHEN bool_or(standing.expected = 'invoiced') THEN 'invoiced'
                WHEN bool_or(standing.expected = 'canceled') THEN 'canceled'
                ELSE 'open_order' END AS expected
      FROM orders_purchaseline AS delivery
      JOIN standing ON standing.id = delivery.id
     WHERE delivery.company_id = %(company)s AND delivery.parent_id IS NOT NULL AND NOT delivery.is_deleted
       AND delivery.ordered + delivery.added <> 0
     GROUP BY delivery.parent_id
), judged AS (
    SELECT standing.order_id, standing.line_number, standing.status, standing.expected
      FROM standing WHERE standing.line_type <> 'multiple_deliveries'
     UNION ALL
    SELECT standing.order_id, standing.line_number, standing.status, schedules.expected
      FROM standing JOIN schedules ON schedules.parent_id = standing.id
)
SELECT 'purchase line', purchase.number || ' · ' || judged.line_number, 'status',
       judged.status, judged.expected
  FROM judged
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = %(company)s AND purchase.id = judged.order_id
 WHERE judged.status <> judged.expected

-- name: broken_schedules
-- Totals of delivery schedules that are not the sums of their deliveries.
-- takes: company
WITH sums AS (
    SELECT delivery.parent_id, sum(delivery.quantity) AS quantity, sum(delivery.received) AS received,
           sum(delivery.invoiced) AS invoiced, sum(delivery.net_amount) AS net_amount
      FROM orders_purchaseline AS delivery
     WHERE delivery.company_id = %(company)s AND delivery.parent_id IS NOT NULL AND NOT delivery.is_deleted
     GROUP BY delivery.parent_id
)
SELECT 'purchase line', purchase.number || ' · ' || total.line_number, pair.field, pair.stored, pair.computed
  FROM orders_purchaseline AS total
  JOIN sums ON sums.parent_id = total.id
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = total.company_id AND purchase.id = total.order_id
 CROSS JOIN LATERAL (VALUES
       ('quantity', total.quantity, sums.quantity), ('received', total.received, sums.received),
       ('invoiced', total.invoiced, sums.invoiced), ('net_amount', total.net_amount, sums.net_amount)
       ) AS pair (field, stored, computed)
 WHERE total.company_id = %(company)s AND total.line_type = 'multiple_deliveries'
   AND pair.stored <> pair.computed

-- name: broken_deletions
-- Lines taken off an order on which something has happened, or that the vendor never knew (01 §12.2).
-- takes: company
SELECT 'purchase line', purchase.number || ' · ' || line.line_number, 'is_deleted', 'true', 'false'
  FROM orders_purchaseline AS line
  JOIN orders_purchaseorder AS purchase
    ON purchase.company_id = line.company_id AND purchase.id = line.order_id
 WHERE line.company_id = %(company)s AND line.is_deleted
   AND (line.received <> 0 OR line.invoiced <> 0 OR line.finalized
        OR (purchase.confirmations = 0 AND purchase.approved_version = 0)
        OR purchase.approval_status IN ('confirmed', 'finalized'))

-- name: broken_headers
-- Orders whose status, document status, earliest confirmed or next delivery, or waiting for an
-- invoice is not what their lines say.
-- takes: company
WITH lines AS (
    SELECT line.order_id,
           CASE WHEN bool_or(line.status = 'open_order') FILTER (WHERE line.ordered + line.added <> 0)
                    THEN 'open_order'
                WHEN bool_or(line.status = 'received') THEN 'received'
                WHEN bool_or(line.status = 'invoiced') THEN 'invoiced'
                WHEN bool_or(line.status = 'canceled') THEN 'canceled'
                ELSE 'open_order' END AS status,
           bool_or(line.received <> 0) AS received, bool_or(line.invoiced <> 0) AS invoiced,
           bool_or(line.received <> line.invoiced) AS awaits_invoice,
           min(line.confirmed_delivery_date) FILTER (WHERE line.status IN ('open_order', 'received'))
               AS earliest,
           min(coalesce(line.confirmed_delivery_date, line.delivery_date))
               FILTER (WHERE line.remaining <> 0) AS next_delivery
      FROM orders_purchaseline AS line
     WHERE line.company_id = %(company)s AND line.counts
     GROUP BY line.order_id
), expected AS (
    SELECT purchase.*, coalesce(lines.status, 'open_order') AS status_now,
           CASE WHEN lines.invoiced THEN 'invoice' WHEN lines.received THEN 'product_receipt'
                WHEN purchase.confirmations > 0 THEN 'purchase_order'
                WHEN purchase.inquiries > 0 THEN 'purchase_inquiry' ELSE 'none' END AS document_now,
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
     WHERE line.company_id = %(company)s AND line.price_source <> 'net_manual' AND line.counts
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
      FROM orders_purchaseline WHERE company_id = %(company)s AND counts GROUP BY order_id
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

-- name: broken_inquiries
-- Orders that count other inquiries than were sent for them.
-- takes: company
SELECT 'purchase order', purchase.number, 'inquiries', purchase.inquiries, count(sent.id)
  FROM orders_purchaseorder AS purchase
  LEFT JOIN orders_purchaseinquiry AS sent
    ON sent.company_id = purchase.company_id AND sent.order_id = purchase.id
 WHERE purchase.company_id = %(company)s
 GROUP BY purchase.id, purchase.number, purchase.inquiries
HAVING purchase.inquiries <> count(sent.id)

-- name: broken_snapshots
-- Confirmations whose lines, charges and taxes do not add up to what their heads say.
-- takes: company
WITH lines AS (
    SELECT confirmation_id, count(*) AS lines, sum(net_amount) AS subtotal, sum(quantity) AS quantity
      FROM orders_confirmationline WHERE company_id = %(company)s GROUP BY confirmation_id
), taxes AS (
    SELECT confirmation_id, sum(amount) AS sales_tax
      FROM orders_confirmationtax WHERE company_id = %(company)s GROUP BY confirmation_id
)
SELECT 'confirmation', confirmation.number, pair.field, pair.stored, pair.computed
  FROM orders_confirmation AS confirmation
  LEFT JOIN lines ON lines.confirmation_id = confirmation.id
  LEFT JOIN taxes ON taxes.confirmation_id = confirmation.id
 CROSS JOIN LATERAL (VALUES
       ('lines', confirmation.lines::numeric, coalesce(lines.lines, 0)),
       ('quantity', confirmation.quantity, coalesce(lines.quantity, 0)),
       ('subtotal', confirmation.subtotal, coalesce(lines.subtotal, 0)),
       ('sales_tax', confirmation.sales_tax, coalesce(taxes.sales_tax, 0))
       ) AS pair (field, stored, computed)
 WHERE confirmation.company_id = %(company)s AND pair.stored <> pair.computed

-- name: broken_versions
-- Orders whose versions are not numbered 1, 2, 3 up to their count, or of which two in a row say the
-- same (01 §21, invariant 5).
-- takes: company
WITH kept AS (
    SELECT version.order_id, version.number, version.content_hash,
           lag(version.content_hash) OVER ordered AS hash_before, row_number() OVER ordered AS place
      FROM orders_orderversion AS version
     WHERE version.company_id = %(company)s
    WINDOW ordered AS (PARTITION BY version.order_id ORDER BY version.number)
), counted AS (
    SELECT order_id, max(number) AS highest, bool_or(number <> place) AS gap,
           count(*) FILTER (WHERE content_hash = hash_before) AS repeated
      FROM kept GROUP BY order_id
)
SELECT 'purchase order', purchase.number, pair.field, pair.stored, pair.computed
  FROM orders_purchaseorder AS purchase
  LEFT JOIN counted ON counted.order_id = purchase.id
 CROSS JOIN LATERAL (VALUES
       ('versions', purchase.versions::text, coalesce(counted.highest, 0)::text),
       ('version gap', 'no', CASE WHEN counted.gap THEN 'yes' ELSE 'no' END),
       ('version repeated', '0', coalesce(counted.repeated, 0)::text),
       ('approved_version', 'kept',
        CASE WHEN purchase.approved_version <= purchase.versions THEN 'kept' ELSE 'unknown' END)
       ) AS pair (field, stored, computed)
 WHERE purchase.company_id = %(company)s AND pair.stored <> pair.computed

-- name: broken_states
-- Orders in a state they cannot be in: Draft, In review or Rejected without change management,
-- Confirmed without a confirmation, a change request on an order that is not open (01 §7).
-- takes: company
SELECT 'purchase order', purchase.number, 'approval_status', purchase.approval_status,
       CASE WHEN NOT purchase.change_management
             AND purchase.approval_status IN ('draft', 'in_review', 'rejected') THEN 'approved'
            WHEN purchase.approval_status = 'confirmed' AND purchase.confirmations = 0 THEN 'approved'
            ELSE 'draft' END
  FROM orders_purchaseorder AS purchase
 WHERE purchase.company_id = %(company)s
   AND ((NOT purchase.change_management AND purchase.approval_status IN ('draft', 'in_review', 'rejected'))
        OR (purchase.approval_status = 'confirmed' AND purchase.confirmations = 0)
        OR (purchase.change_request
            AND (NOT purchase.change_management
                 OR purchase.approval_status NOT IN ('draft', 'in_review', 'rejected'))))
