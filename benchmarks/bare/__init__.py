"""The limit of the stack: the same pages by hand, with nothing between Starlette, Jinja2 and aiosqlite."""
