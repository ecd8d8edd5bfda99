"""Where there are schools, and how seats in them are given: by rules that everybody can read and reckon again."""
