"""Vehicle tax: what it is made of, what a vehicle owes and until when, and where to pay it."""
