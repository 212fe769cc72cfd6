"""Starts, stops and provisions databases and processes; knows neither models nor the trade."""
