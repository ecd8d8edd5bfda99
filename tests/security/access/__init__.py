"""Who may ask what of the whole site: people, and for each plugin what they ask for and what they are answered.

The matrix is made by `test_authz_matrix`: every route of every plugin, asked by every kind of person, for what is theirs,
for what is another's, and for what does not exist. For a new route of the plugin `slug`:

1. If its path has parameters, or an answer depends on what is sent, say in `slug.py` what to ask for:
   `world.ask_for("slug:route", "own", id=row.id)`, `world.ask_for("slug:route", "absent", id=NOWHERE)`. Otherwise nothing.
2. Run `pytest tests/security/test_authz_matrix.py`. It says which lines are missing, with what was answered.
3. Read each answer: is that what this person may have? Then put the line in `slug.csv`.

A new plugin begins with an empty `slug.csv` whose first line is that of the others, and needs `slug.py` only for objects:
`async def things(world)`, and if it must be set up `TOML` (its section of portal.toml), `FILES` (beside it).
"""
