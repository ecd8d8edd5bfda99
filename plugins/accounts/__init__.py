"""People: accounts of citizens and officers, how they sign in, and what an officer may do."""
