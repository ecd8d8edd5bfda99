"""The words for operators and developers, held to what is true."""
