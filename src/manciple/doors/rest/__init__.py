"""REST under /api/v1: every form, action and inquiry of the house, derived from its declaration."""
