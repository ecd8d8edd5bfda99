"""What people write in files, read so that every mistake can be named with its line: TOML, tables, values and where they came from."""

from core.reading.checking import checked, salvaged
from core.reading.tables import Table, read_table
from core.reading.toml import Document, Key, parse_toml, read_text, read_toml
from core.reading.values import FromEnvironment, Values

__all__ = ["Document", "FromEnvironment", "Key", "Table", "Values", "checked", "parse_toml", "read_table", "read_text", "read_toml", "salvaged"]
