-- name: days
-- What the books of a company say of some days: the period of each, and the accounting currency.
-- takes: company, days[]
SELECT asked.day, coalesce(period.name, '') AS period, coalesce(period.status, '') AS status,
       coalesce(period.fiscal_year, 0) AS fiscal_year, currency.code AS currency, currency.id AS currency_id
  FROM unnest(%(days)s::date[]) AS asked (day)
  JOIN organization_legalentity AS company ON company.id = %(company)s
  JOIN organization_currency AS currency ON currency.id = company.currency_id
  LEFT JOIN ledger_period AS period
    ON period.company_id = company.id AND asked.day BETWEEN period.starts_on AND period.ends_on;

-- name: days_held
-- The same, holding the periods so that none of them is put on hold or closed before the vouchers are written.
-- takes: company, days[]
WITH held AS (
    SELECT period.name, period.status, period.fiscal_year, period.starts_on, period.ends_on
      FROM ledger_period AS period
     WHERE period.company_id = %(company)s
       AND EXISTS (SELECT FROM unnest(%(days)s::date[]) AS asked (day)
                    WHERE asked.day BETWEEN period.starts_on AND period.ends_on)
     ORDER BY period.id
       FOR SHARE
)
SELECT asked.day, coalesce(held.name, '') AS period, coalesce(held.status, '') AS status,
       coalesce(held.fiscal_year, 0) AS fiscal_year, currency.code AS currency, currency.id AS currency_id
  FROM unnest(%(days)s::date[]) AS asked (day)
  JOIN organization_legalentity AS company ON company.id = %(company)s
  JOIN organization_currency AS currency ON currency.id = company.currency_id
  LEFT JOIN held ON asked.day BETWEEN held.starts_on AND held.ends_on;

-- name: named
-- The numbers and groups of items and vendors, by which accounts are looked up.
-- takes: company, items[], vendors[]
SELECT 'item' AS kind, item.id, item.item AS number, item.item_group_id AS "group"
  FROM products_releasedproduct AS item
 WHERE item.company_id = %(company)s AND item.id = ANY(%(items)s::bigint[])
 UNION ALL
SELECT 'vendor', vendor.id, vendor.account, vendor.group_id
  FROM parties_vendor AS vendor
 WHERE vendor.company_id = %(company)s AND vendor.id = ANY(%(vendors)s::bigint[]);

-- name: set_up_rows
-- The rows of posting set-up that may say which account plays a role: inventory posting, posting profiles, codes.
-- Accounts that were used before come with them, in the role "kept".
-- takes: company, roles[], items[], vendors[], codes[], accounts[]
WITH rows AS (
    SELECT posting_type AS role, item_id, item_group_id, vendor_id, vendor_group_id, '' AS code,
           NULL::bigint AS profile_id, true AS is_default, main_account_id
      FROM ledger_inventoryposting
     WHERE company_id = %(company)s AND posting_type = ANY(%(roles)s::text[])
       AND (item_id IS NULL OR item_id = ANY(%(items)s::bigint[]))
       AND (vendor_id IS NULL OR vendor_id = ANY(%(vendors)s::bigint[]))
     UNION ALL
    SELECT 'vendor_balance', NULL, NULL, line.vendor_id, line.vendor_group_id, '',
           line.profile_id, parameters.id IS NOT NULL, line.summary_account_id
      FROM ledger_postingprofilerow AS line
      LEFT JOIN ledger_ledgerparameters AS parameters
        ON parameters.company_id = line.company_id AND parameters.posting_profile_id = line.profile_id
     WHERE line.company_id = %(company)s AND 'vendor_balance' = ANY(%(roles)s::text[])
       AND (line.vendor_id IS NULL OR line.vendor_id = ANY(%(vendors)s::bigint[]))
     UNION ALL
    SELECT posting_type, NULL, NULL, NULL, NULL, code, NULL, true, main_account_id
      FROM ledger_codeaccount
     WHERE company_id = %(company)s AND posting_type = ANY(%(roles)s::text[])
       AND code = ANY(%(codes)s::text[])
     UNION ALL
    SELECT 'kept', NULL, NULL, NULL, NULL, '', NULL, false, account_id
      FROM unnest(%(accounts)s::bigint[]) AS used_before (account_id)
)
SELECT rows.role, rows.item_id AS item, rows.item_group_id AS item_group, rows.vendor_id AS vendor,
       rows.vendor_group_id AS vendor_group, rows.code, rows.profile_id AS profile,
       rows.is_default AS "default", account.id AS account, account.number,
       NOT account.suspended AND account.account_type <> 'total' AS postable
  FROM rows
  JOIN ledger_mainaccount AS account
    ON account.company_id = %(company)s AND account.id = rows.main_account_id;

-- name: keep_summary_accounts
-- Bar manual entries from the summary accounts that rows of posting profiles name.
-- takes: company, rows[]
UPDATE ledger_mainaccount AS account
   SET no_manual_entry = true, version = account.version + 1
  FROM ledger_postingprofilerow AS line
 WHERE line.company_id = %(company)s AND line.id = ANY(%(rows)s::bigint[])
   AND account.company_id = line.company_id AND account.id = line.summary_account_id
   AND NOT account.no_manual_entry;

-- name: period_standing
-- Where periods stand: their days, their status, and the first and last day with a posting.
-- takes: company, periods[]
SELECT period.id, period.name, period.status, period.starts_on, period.ends_on,
       posted.first AS first_posting, posted.last AS last_posting
  FROM ledger_period AS period,
       LATERAL (SELECT min(voucher.posted_on) AS first, max(voucher.posted_on) AS last
                  FROM ledger_voucher AS voucher
                 WHERE voucher.company_id = period.company_id
                   AND voucher.posted_on BETWEEN period.starts_on AND period.ends_on) AS posted
 WHERE period.company_id = %(company)s AND period.id = ANY(%(periods)s::bigint[]);

-- name: trial_balance
-- Per account with postings: what it stood at, debits and credits between two days, what it stands at.
-- takes: company, starts_on, ends_on
SELECT account.number AS account, account.name, account.account_type,
       coalesce(sum(entry.accounting_amount) FILTER (WHERE entry.posted_on < %(starts_on)s), 0) AS opening,
       coalesce(sum(entry.debit) FILTER (WHERE entry.posted_on >= %(starts_on)s), 0) AS debit,
       coalesce(sum(entry.credit) FILTER (WHERE entry.posted_on >= %(starts_on)s), 0) AS credit,
       sum(entry.accounting_amount) AS closing
  FROM ledger_entry AS entry
  JOIN ledger_mainaccount AS account
    ON account.company_id = entry.company_id AND account.id = entry.main_account_id
 WHERE entry.company_id = %(company)s AND entry.posted_on <= %(ends_on)s
 GROUP BY account.number, account.name, account.account_type
 ORDER BY account.number;

-- name: unbalanced_vouchers
-- Vouchers whose debits and credits differ in a currency.
-- takes: company
WITH sums AS (
    SELECT voucher_id, sum(amount) AS amount, sum(accounting_amount) AS accounting, sum(reporting_amount) AS reporting
      FROM ledger_entry
     WHERE company_id = %(company)s
     GROUP BY voucher_id
)
SELECT 'ledger.voucher', voucher.number, each.field, 0, each.difference
  FROM sums
  JOIN ledger_voucher AS voucher ON voucher.company_id = %(company)s AND voucher.id = sums.voucher_id,
       LATERAL (VALUES ('amount', sums.amount), ('accounting_amount', sums.accounting),
                       ('reporting_amount', sums.reporting)) AS each (field, difference)
 WHERE each.difference <> 0;

-- name: incomplete_vouchers
-- Vouchers with fewer than two entries, or another number of them than was written.
-- takes: company
SELECT 'ledger.voucher', voucher.number, 'line_count', voucher.line_count, count(entry.id)
  FROM ledger_voucher AS voucher
  LEFT JOIN ledger_entry AS entry ON entry.company_id = voucher.company_id AND entry.voucher_id = voucher.id
 WHERE voucher.company_id = %(company)s
 GROUP BY voucher.id, voucher.number, voucher.line_count
HAVING count(entry.id) < 2 OR count(entry.id) <> voucher.line_count;

-- name: misdated_vouchers
-- Vouchers dated outside every period, and vouchers with entries on another day.
-- takes: company
SELECT 'ledger.voucher', voucher.number, 'posted_on', voucher.posted_on::text, 'in no period'
  FROM ledger_voucher AS voucher
 WHERE voucher.company_id = %(company)s
   AND NOT EXISTS (SELECT FROM ledger_period AS period
                    WHERE period.company_id = voucher.company_id
                      AND voucher.posted_on BETWEEN period.starts_on AND period.ends_on)
 UNION ALL
SELECT DISTINCT 'ledger.voucher', voucher.number, 'posted_on', voucher.posted_on::text, entry.posted_on::text
  FROM ledger_entry AS entry
  JOIN ledger_voucher AS voucher ON voucher.company_id = entry.company_id AND voucher.id = entry.voucher_id
 WHERE entry.company_id = %(company)s AND entry.posted_on <> voucher.posted_on;
