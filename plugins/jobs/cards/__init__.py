"""The job-seeker card (AK/I): asked for with one form, looked at by an officer, issued as a document, reported on every six months."""
