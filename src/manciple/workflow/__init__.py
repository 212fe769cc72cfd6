"""Approvals of any document: who is asked, when, and what follows from the answers."""
