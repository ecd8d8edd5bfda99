"""A service that uses everything of `cases`; it is only ever found by tests."""
