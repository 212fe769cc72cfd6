"""The life of orders: random acts against a small independent clerk."""
