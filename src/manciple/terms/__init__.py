"""What vendors and items point to: units, terms, tax set-up, charge codes."""
