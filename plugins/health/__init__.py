"""Where to be treated, when, whether there is a bed, and a number without standing in line."""
