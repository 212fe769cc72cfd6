"""What we owe: vendor invoices, matching, posting, vendor transactions."""
