-- name: open_ends
-- Work items and elements that are open although their workflow has ended (01 §21, 10).
-- takes: company
SELECT 'work item', item.document, 'status', item.status, 'withdrawn'
  FROM workflow_workitem AS item
  JOIN workflow_instance AS instance ON instance.company_id = item.company_id AND instance.id = item.instance_id
 WHERE item.company_id = %(company)s AND item.status = 'open' AND instance.status NOT IN ('running', 'stopped')
 UNION ALL
SELECT 'workflow course', instance.document, visit.name, visit.status, 'passed'
  FROM workflow_elementvisit AS visit
  JOIN workflow_instance AS instance ON instance.company_id = visit.company_id AND instance.id = visit.instance_id
 WHERE visit.company_id = %(company)s AND visit.status = 'open' AND instance.status NOT IN ('running', 'stopped')
 UNION ALL
SELECT 'workflow course', child.document, 'status', child.status, parent.status
  FROM workflow_instance AS child
  JOIN workflow_instance AS parent ON parent.company_id = child.company_id AND parent.id = child.parent_id
 WHERE child.company_id = %(company)s AND child.status IN ('running', 'stopped')
   AND parent.status NOT IN ('running', 'stopped')

-- name: waiting_for_nobody
-- Workflows that go on although no work item of theirs, and none they started, is open (01 §8).
-- takes: company
SELECT 'workflow course', instance.document, 'status', instance.status, 'stopped'
  FROM workflow_instance AS instance
 WHERE instance.company_id = %(company)s AND instance.status = 'running'
   AND NOT EXISTS (SELECT FROM workflow_workitem AS item
                    WHERE item.company_id = instance.company_id AND item.instance_id = instance.id
                      AND item.status = 'open')
   AND NOT EXISTS (SELECT FROM workflow_instance AS child
                    WHERE child.company_id = instance.company_id AND child.parent_id = instance.id
                      AND child.status IN ('running', 'stopped'))

-- name: several_courses
-- Documents that go through two workflows at once, neither of which started the other (01 §8).
-- takes: company
SELECT 'workflow course', min(instance.document), 'courses', count(*)::text, '1'
  FROM workflow_instance AS instance
 WHERE instance.company_id = %(company)s AND instance.status IN ('running', 'stopped')
   AND instance.parent_id IS NULL
 GROUP BY instance.kind, instance.document_id
HAVING count(*) > 1

-- name: due_items
-- Work items whose time is over, or of whose end people are to be reminded, the earliest first.
-- takes: company, now, most
SELECT item.id, item.escalate_at IS NOT NULL AND item.escalate_at <= %(now)s::timestamptz AS overdue
  FROM workflow_workitem AS item
  JOIN workflow_instance AS instance ON instance.company_id = item.company_id AND instance.id = item.instance_id
 WHERE item.company_id = %(company)s AND item.status = 'open' AND instance.status = 'running'
   AND (item.escalate_at <= %(now)s::timestamptz OR item.remind_at <= %(now)s::timestamptz)
 ORDER BY least(item.escalate_at, item.remind_at), item.id
 LIMIT %(most)s::int

-- name: claim_mails
-- Messages whose turn it is; they are tried again later unless they are noted as sent by then.
-- takes: company, now, again, most
WITH due AS (
    SELECT mail.company_id, mail.id
      FROM workflow_mail AS mail
     WHERE mail.company_id = %(company)s AND mail.sent_at IS NULL AND mail.try_at <= %(now)s::timestamptz
     ORDER BY mail.try_at
     LIMIT %(most)s::int
       FOR UPDATE SKIP LOCKED
)
UPDATE workflow_mail AS mail
   SET tries = mail.tries + 1, try_at = %(again)s::timestamptz
  FROM due
 WHERE mail.company_id = due.company_id AND mail.id = due.id
RETURNING mail.id, mail.recipient, mail.subject, mail.body, mail.tries
