"""The grown setup: PostgreSQL, an S3 bucket, redis and several processes; the same site with three URLs changed."""
