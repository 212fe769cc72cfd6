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

# By statement, so that a thousand lines cost one look at the invoices they belong to. What is removed
# together with a pending invoice finds no invoice any more, and passes.
PART = """
    CREATE OR REPLACE FUNCTION {table}_keep_posted() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      found text;
    BEGIN
      SELECT invoice.number INTO found
        FROM touched {join}
        JOIN invoices_vendorinvoice AS invoice
          ON invoice.company_id = touched.company_id AND invoice.id = {owner} AND invoice.status = 'posted'
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

OF_LINE = (
    "JOIN invoices_vendorinvoiceline AS line "
    "ON line.company_id = touched.company_id AND line.id = touched.invoice_line_id"
)

PARTS = [
    ("invoices_vendorinvoiceline", "", "touched.invoice_id"),
    ("invoices_invoiceorder", "", "touched.invoice_id"),
    ("invoices_invoicecharge", "", "touched.invoice_id"),
    ("invoices_receiptmatch", OF_LINE, "line.invoice_id"),
]


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial")]

    operations = [
        migrations.RunSQL(HEADER, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(PART.format(table=table, join=join, owner=owner), migrations.RunSQL.noop)
            for table, join, owner in PARTS
        ),
    ]
