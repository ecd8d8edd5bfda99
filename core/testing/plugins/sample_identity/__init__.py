"""Signs anybody in as whoever a test asks for. It is only ever found by tests."""
