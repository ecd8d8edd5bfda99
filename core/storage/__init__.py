"""Files and images: what people hand in, made harmless, kept in a folder or a bucket, and sent back with care."""
