"""Datasette behind the access rules of the portal."""
