"""What the figures say of a territory: its profile, as a page, JSON, CSV and text."""
