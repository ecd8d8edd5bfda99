"""Tables that a regency has as CSV or XLSX, for plugins: what a file holds, and what becomes of its rows.

A plugin declares a `TableImport`; uploading, reading, checking, the preview, the report of bad rows, writing and the log are the portal's.
"""

from core.tables.declaration import Column, TableImport

__all__ = ["Column", "TableImport"]
