"""`pendopo serve --dev`: what a developer sees of a portal at work. Loaded only then and by the kit and tests, and only for this machine."""
