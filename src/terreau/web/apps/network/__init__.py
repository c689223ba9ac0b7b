"""Who works with whom: memberships, supplies, spaces, ties, and their measures."""
