"""What we buy: products, and what a company does with them."""
