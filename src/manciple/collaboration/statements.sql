-- name: types
-- Attachment types by code: what may be attached under them.
-- takes: company, codes[]
SELECT type.id, type.code, type.extensions, type.kilobytes, type.shown_on_print
  FROM collaboration_attachmenttype AS type
 WHERE type.company_id = %(company)s AND type.code = ANY (%(codes)s::text[])

-- name: uploads
-- Files that were handed in and wait for an action to take them, without their bytes.
-- takes: company, ids[]
SELECT upload.id, upload.name, octet_length(upload.content) AS size,
       encode(sha256(upload.content), 'hex') AS content_hash, substring(upload.content FROM 1 FOR 512) AS head
  FROM kernel_upload AS upload
 WHERE upload.company_id = %(company)s AND upload.id = ANY (%(ids)s::bigint[])

-- name: keep_files
-- Puts the bytes of files that were handed in beside their attachments; they do not travel for it.
-- takes: company, attachments[], uploads[]
INSERT INTO collaboration_attachedfile (company_id, attachment_id, content)
SELECT upload.company_id, told.attachment, upload.content
  FROM unnest(%(attachments)s::bigint[], %(uploads)s::bigint[]) AS told (attachment, upload)
  JOIN kernel_upload AS upload ON upload.company_id = %(company)s AND upload.id = told.upload

-- name: count_documents
-- Lets cases show how many documents they are about.
-- takes: company, cases[]
UPDATE collaboration_case AS pursued
   SET documents = found.documents
  FROM (SELECT wanted.id, (SELECT count(*) FROM collaboration_casedocument AS part
                            WHERE part.company_id = %(company)s AND part.case_id = wanted.id) AS documents
          FROM unnest(%(cases)s::bigint[]) AS wanted (id)) AS found
 WHERE pursued.company_id = %(company)s AND pursued.id = found.id AND pursued.documents <> found.documents

-- name: open_activities
-- Activities about cases that somebody still has to see to.
-- takes: company, cases[]
SELECT activity.row AS case, activity.number
  FROM collaboration_activity AS activity
 WHERE activity.company_id = %(company)s AND activity.kind = 'cases'
   AND activity.row = ANY (%(cases)s::bigint[]) AND activity.status IN ('not_started', 'in_progress')
 ORDER BY activity.id

-- name: highest_lines
-- The highest number of a document on each case.
-- takes: company, cases[]
SELECT part.case_id AS case, max(part.line_number) AS highest
  FROM collaboration_casedocument AS part
 WHERE part.company_id = %(company)s AND part.case_id = ANY (%(cases)s::bigint[])
 GROUP BY part.case_id

-- name: linked
-- Which of the documents belong to which of the cases.
-- takes: company, cases[], kinds[], rows[]
SELECT part.case_id AS case, part.kind, part.row
  FROM unnest(%(cases)s::bigint[], %(kinds)s::text[], %(rows)s::bigint[]) AS asked (case_id, kind, row_id)
  JOIN collaboration_casedocument AS part
    ON part.company_id = %(company)s AND part.case_id = asked.case_id AND part.kind = asked.kind
   AND part.row = asked.row_id

-- name: broken_files
-- Attachments with a file name and no file, or whose file is not the one that was attached.
-- takes: company
SELECT 'attachment', attachment.number, 'content_hash', attachment.content_hash,
       coalesce(encode(sha256(kept.content), 'hex'), '')
  FROM collaboration_attachment AS attachment
  LEFT JOIN collaboration_attachedfile AS kept
    ON kept.company_id = attachment.company_id AND kept.attachment_id = attachment.id
 WHERE attachment.company_id = %(company)s
   AND attachment.content_hash <> coalesce(encode(sha256(kept.content), 'hex'), '')

-- name: unlink
-- Takes documents off cases.
-- takes: company, cases[], kinds[], rows[]
DELETE FROM collaboration_casedocument AS part
 USING unnest(%(cases)s::bigint[], %(kinds)s::text[], %(rows)s::bigint[]) AS told (case_id, kind, row_id)
 WHERE part.company_id = %(company)s AND part.case_id = told.case_id AND part.kind = told.kind
   AND part.row = told.row_id
