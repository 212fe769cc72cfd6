"""Pure judgments of workflow: conditions, people, time, the course itself. No database, no clock."""
