"""Permits: what one applies for, with which documents, through which offices, and what is issued at the end."""
