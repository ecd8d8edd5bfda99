"""Complaints: a citizen reports what is wrong, with a photo and the place, and follows it until it is put right."""
