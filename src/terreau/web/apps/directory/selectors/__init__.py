"""The only doors to organisations, mandates, requests and invitations."""
