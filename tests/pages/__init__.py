"""Pages as others read them: an HTML checker, a QR reader, the browsers' script parsers."""
