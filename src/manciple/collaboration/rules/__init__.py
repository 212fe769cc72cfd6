"""Pure judgments about attachments, activities and cases."""
