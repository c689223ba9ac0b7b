"""The papers of a plan: what a page shows, as a report that any format draws."""
