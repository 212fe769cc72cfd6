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
-- What headers show of their lines, as these are now: the least advanced status, the furthest document
-- left, the first promise still open, the next delivery, whether an invoice is awaited. Lines without a
-- quantity that were never canceled say nothing about the status. The total of a delivery schedule shows
-- the sums of its deliveries, and the least advanced status of them (01 §6, §13).
-- takes: company, orders[]
WITH wanted AS (
    SELECT id AS order_id FROM unnest(%(orders)s::bigint[]) AS wanted (id)
), lines AS (
    SELECT line.order_id,
           min(array_position(ARRAY['open_order', 'received', 'invoiced', 'canceled'],
                              line.status::text))
               FILTER (WHERE line.ordered + line.added <> 0) AS place,
           bool_or(line.received <> 0) AS received, bool_or(line.invoiced <> 0) AS invoiced,
           bool_or(line.received <> line.invoiced) AS awaits_invoice,
           min(line.confirmed_delivery_date) FILTER (WHERE line.status IN ('open_order', 'received'))
               AS earliest,
           min(coalesce(line.confirmed_delivery_date, line.delivery_date))
               FILTER (WHERE line.remaining <> 0) AS next_delivery
      FROM orders_purchaseline AS line JOIN wanted USING (order_id)
     WHERE line.company_id = %(company)s AND line.counts
     GROUP BY line.order_id
), schedules AS (
    SELECT delivery.parent_id,
           (ARRAY['open_order', 'received', 'invoiced', 'canceled'])[coalesce(
               min(array_position(ARRAY['open_order', 'received', 'invoiced', 'canceled'],
                                  delivery.status::text))
                   FILTER (WHERE delivery.ordered + delivery.added <> 0), 1)] AS status,
           sum(delivery.ordered) AS ordered, sum(delivery.added) AS added,
           sum(delivery.canceled_order) AS canceled_order,
           sum(delivery.canceled_remainder) AS canceled_remainder,
           sum(delivery.canceled_short) AS canceled_short, sum(delivery.received) AS received,
           sum(delivery.invoiced) AS invoiced, sum(delivery.receive_now) AS receive_now,
           sum(delivery.net_amount) AS net_amount, sum(delivery.sales_tax) AS sales_tax
      FROM orders_purchaseline AS delivery JOIN wanted USING (order_id)
     WHERE delivery.company_id = %(company)s AND delivery.parent_id IS NOT NULL AND delivery.counts
     GROUP BY delivery.parent_id
), totaled AS (
    UPDATE orders_purchaseline AS total
       SET schedule_status = schedules.status, ordered = schedules.ordered, added = schedules.added,
           canceled_order = schedules.canceled_order,
           canceled_remainder = schedules.canceled_remainder,
           canceled_short = schedules.canceled_short, received = schedules.received,
           invoiced = schedules.invoiced, receive_now = schedules.receive_now,
           net_amount = schedules.net_amount, sales_tax = schedules.sales_tax
      FROM schedules
     WHERE total.company_id = %(company)s AND total.id = schedules.parent_id
       AND (total.schedule_status, total.ordered, total.added, total.canceled_order,
            total.canceled_remainder, total.canceled_short, total.received, total.invoiced,
            total.receive_now, total.net_amount, total.sales_tax)
           IS DISTINCT FROM (schedules.status, schedules.ordered, schedules.added, schedules.canceled_order,
                             schedules.canceled_remainder, schedules.canceled_short, schedules.received,
                             schedules.invoiced, schedules.receive_now, schedules.net_amount,
                             schedules.sales_tax)
), derived AS (
    SELECT purchase.id,
           (ARRAY['open_order', 'received', 'invoiced', 'canceled'])[coalesce(lines.place, 1)]
               AS status,
           CASE WHEN lines.invoiced THEN 'invoice'
                WHEN lines.received THEN 'product_receipt'
                WHEN purchase.confirmations > 0 THEN 'purchase_order'
                WHEN purchase.inquiries > 0 THEN 'purchase_inquiry'
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

-- name: finalize_some_lines
-- Closes lines for good while their orders go on.
-- takes: company, lines[]
UPDATE orders_purchaseline AS line
   SET finalized = true
 WHERE line.company_id = %(company)s AND line.id = ANY (%(lines)s::bigint[])
