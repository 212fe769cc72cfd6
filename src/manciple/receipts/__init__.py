"""What arrived: product receipts and what they do to orders and books."""
