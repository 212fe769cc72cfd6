"""Whom we buy from: vendors and their groups."""
