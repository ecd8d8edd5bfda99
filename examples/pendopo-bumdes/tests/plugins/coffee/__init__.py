"""Another distribution's plugin: it answers the hook that bumdes opens."""
