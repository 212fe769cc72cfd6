"""Manciple: the whole life of a purchase order, kept in step with an order-management hub."""

__version__ = "0.1.0"
