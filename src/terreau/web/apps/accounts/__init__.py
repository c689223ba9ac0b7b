"""Who signs in, what a request may reach, and who did what."""
