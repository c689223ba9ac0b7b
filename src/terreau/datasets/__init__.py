"""What the platform holds: bundled reference, own tables, their store and catalogue, the scan."""
