"""The purchase order: header, lines, confirmation, cancel, finalize."""
