"""Every read of attachments, activities and cases; packages of documents use `references.tells`."""

from . import facts, invariants, lists, references

__all__ = ["facts", "invariants", "lists", "references"]
