"""The books: accounts, periods, posting set-up, vouchers."""
