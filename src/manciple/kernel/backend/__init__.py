"""The database backend: PostgreSQL with the company scope set in every transaction."""
