"""The command line: every action, list and inquiry of the house, derived from its declaration."""
