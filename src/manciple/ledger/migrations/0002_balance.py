"""What the database itself promises of vouchers (reliability §2.3): entries come with their voucher,
a voucher balances in all three currencies when its transaction ends, and nothing is changed later.

Both functions run as the owner of the schema, because the role that serves requests may not change
a voucher and sees one company only; hence the fixed search path, the schema before every name, and
the company in every condition. Their plans are kept as long as a connection lives, which may have
begun with empty tables: so they go by the keys, whatever the statistics say. `company_id + 0` means
that the company is compared, but that no index on it fits.
"""

from django.db import migrations

# Adding up per statement and checking from the voucher costs one sum per voucher. A check on each
# entry would cost a sum per entry.
ENTRIES_COME_WITH_THEIR_VOUCHER = """
    CREATE FUNCTION ledger_count_entries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    DECLARE known bigint;
    BEGIN
      UPDATE public.ledger_voucher AS voucher
         SET line_count = voucher.line_count + written.entries
        FROM (SELECT company_id, voucher_id, count(*) AS entries, min(posted_on) AS first, max(posted_on) AS last
                FROM newer GROUP BY company_id, voucher_id) AS written
       WHERE voucher.company_id + 0 = written.company_id AND voucher.id = written.voucher_id
         AND written.first = written.last AND voucher.posted_on + 0 = written.first
         AND voucher.xid = pg_current_xact_id();
      GET DIAGNOSTICS known = ROW_COUNT;
      IF known <> (SELECT count(*) FROM (SELECT DISTINCT company_id, voucher_id FROM newer) AS asked) THEN
        RAISE EXCEPTION 'entries may only be written with their voucher, on its date'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_with_voucher';
      END IF;
      RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION ledger_count_entries() FROM PUBLIC;
    CREATE TRIGGER count_entries AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS newer
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_count_entries();
"""

# Entries raise `line_count`, and that update arms the check again; so entries written after
# SET CONSTRAINTS … IMMEDIATE are checked as well. A voucher begins with none, therefore one whose
# count has grown is left to the check of that update.
VOUCHERS_BALANCE = """
    CREATE FUNCTION ledger_check_balance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    DECLARE counted bigint; written bigint; amounts numeric; accounting numeric; reporting numeric;
    BEGIN
      IF TG_OP = 'INSERT' AND (NEW.line_count <> 0 OR NEW.xid <> pg_current_xact_id()) THEN
        RAISE EXCEPTION 'voucher % must begin without entries, in its own transaction', NEW.number
          USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_voucher_begins';
      END IF;
      SELECT voucher.line_count INTO counted FROM public.ledger_voucher AS voucher
       WHERE voucher.company_id + 0 = NEW.company_id AND voucher.id = NEW.id;
      IF TG_OP = 'INSERT' AND counted > 0 THEN
        RETURN NULL;
      END IF;
      SELECT count(*), sum(entry.amount), sum(entry.accounting_amount), sum(entry.reporting_amount)
        INTO written, amounts, accounting, reporting
        FROM public.ledger_entry AS entry
       WHERE entry.company_id + 0 = NEW.company_id AND entry.voucher_id = NEW.id;
      IF written < 2 OR written <> counted OR amounts <> 0 OR accounting <> 0 OR reporting <> 0 THEN
        RAISE EXCEPTION 'voucher % does not balance: % entries (% counted), sums % / % / %',
          NEW.number, written, counted, amounts, accounting, reporting
          USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_voucher_balanced';
      END IF;
      RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION ledger_check_balance() FROM PUBLIC;
    CREATE CONSTRAINT TRIGGER check_balance AFTER INSERT OR UPDATE ON ledger_voucher
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balance();
"""

# The books are kept in the currency the company had at its first voucher (05 §1).
CURRENCY_STAYS = """
    CREATE FUNCTION ledger_keep_currency() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN
      IF EXISTS (SELECT FROM public.ledger_voucher AS voucher WHERE voucher.company_id = NEW.id) THEN
        RAISE EXCEPTION 'the books of % have postings', NEW.code
          USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_currency_locked';
      END IF;
      RETURN NEW;
    END $$;
    REVOKE ALL ON FUNCTION ledger_keep_currency() FROM PUBLIC;
    CREATE TRIGGER keep_currency BEFORE UPDATE ON organization_legalentity FOR EACH ROW
      WHEN (OLD.currency_id IS DISTINCT FROM NEW.currency_id) EXECUTE FUNCTION ledger_keep_currency();
"""

UNDO = """
    DROP TRIGGER keep_currency ON organization_legalentity;
    DROP FUNCTION ledger_keep_currency();
    DROP TRIGGER check_balance ON ledger_voucher;
    DROP FUNCTION ledger_check_balance();
    DROP TRIGGER count_entries ON ledger_entry;
    DROP FUNCTION ledger_count_entries();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(ENTRIES_COME_WITH_THEIR_VOUCHER + VOUCHERS_BALANCE + CURRENCY_STAYS, UNDO)]
