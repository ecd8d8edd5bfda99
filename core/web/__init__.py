"""The web: dispatch, guard, kept pages, the layers around them."""
