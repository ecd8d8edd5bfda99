"""What stands between the street and the hall: sessions, tokens, headers, limits, bodies, the cipher."""
