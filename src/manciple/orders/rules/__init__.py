"""Judgments and arithmetic of purchase orders; no database, no clock, no settings."""
