"""What is made for people who begin: a site, a plugin, the next migration. Commands and tests call it; nothing that serves does."""
