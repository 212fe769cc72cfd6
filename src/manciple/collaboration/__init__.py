"""What people keep beside documents: files and notes, activities, cases, and how documents hang together."""
