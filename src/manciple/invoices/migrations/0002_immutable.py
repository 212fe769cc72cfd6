"""A posted invoice is a fact: neither its header nor anything it holds is changed, added or removed."""

from django.db import migrations

HEADER = """
    CREATE OR REPLACE FUNCTION invoices_keep_posted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'invoice % is posted', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_invoice_posted';
    END $$;
    CREATE TRIGGER keep_posted BEFORE UPDATE OR DELETE ON invoices_vendorinvoice
      FOR EACH ROW WHEN (OLD.status = 'posted') EXECUTE FUNCTION invoices_keep_posted();
"""

# By statement, so that a thousand lines cost one look at the invoices they belong to, found by their
# keys whatever the planner knows of the tables. What is removed together with a pending invoice finds
# no invoice any more, and passes.
PART = """
    CREATE OR REPLACE FUNCTION {table}_keep_posted() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      companies bigint[];
      owners bigint[];
      found text;
    BEGIN
      SELECT array_agg(DISTINCT company_id), array_agg(DISTINCT {column}) INTO companies, owners FROM touched;
      {resolve}
      SELECT invoice.number INTO found
        FROM invoices_vendorinvoice AS invoice
       WHERE invoice.company_id = ANY(companies) AND invoice.id = ANY(owners) AND invoice.status = 'posted'
       LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'invoice % is posted', found
          USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_invoice_posted';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER keep_posted_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS touched
      FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep_posted();
    CREATE TRIGGER keep_posted_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS touched
      FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep_posted();
    CREATE TRIGGER keep_posted_moved AFTER UPDATE ON {table} REFERENCING NEW TABLE AS touched
      FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep_posted();
    CREATE TRIGGER keep_posted_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS touched
      FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep_posted();
"""

# Matches belong to lines; the invoices of those lines are what counts.
OF_LINES = """
      SELECT array_agg(DISTINCT line.invoice_id) INTO owners
        FROM unnest(owners) AS held (id)
       CROSS JOIN LATERAL (SELECT billed.invoice_id FROM invoices_vendorinvoiceline AS billed
                            WHERE billed.company_id = ANY(companies) AND billed.id = held.id
                           OFFSET 0) AS line;
"""

PARTS = [
    ("invoices_vendorinvoiceline", "invoice_id", ""),
    ("invoices_invoiceorder", "invoice_id", ""),
    ("invoices_invoicecharge", "invoice_id", ""),
    ("invoices_receiptmatch", "invoice_line_id", OF_LINES),
]


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial")]

    operations = [
        migrations.RunSQL(HEADER, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(PART.format(table=table, column=column, resolve=resolve), migrations.RunSQL.noop)
            for table, column, resolve in PARTS
        ),
    ]
