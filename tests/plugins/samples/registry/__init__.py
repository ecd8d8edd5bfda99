"""A counter whose data officers import as a table."""
