"""Every write of the directory: organisations, mandates, and what leads to them."""
