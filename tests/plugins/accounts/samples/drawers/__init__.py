"""Holds something of everybody, and sometimes jams."""
