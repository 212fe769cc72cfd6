"""What a line costs: prices, discounts, charges, tax, totals."""
