"""What a bill asks, whether it is right, and what it posts (chapter 04).

No database, no clock, no settings. Quantities and amounts carry the sign of their line, so that
credits mirror bills.
"""
