"""Tables that a regency has as CSV or XLSX, for plugins: what a file holds, and what becomes of its rows.

A plugin declares a `TableImport`; uploading, reading, checking, the preview, the report of bad rows, writing and the log are the portal's.
What a plugin gives away as a table it writes by `csv_file`, or bit by bit by `MARK` and `csv_lines`: no cell of it is ever a formula.
"""

from core.tables.declaration import Column, TableImport
from core.tables.spreadsheet import MARK, Cell, csv_file, csv_lines

__all__ = ["MARK", "Cell", "Column", "TableImport", "csv_file", "csv_lines"]
