"""Inherited test families: what holds for every record of a kind is tested once, for all of them."""
