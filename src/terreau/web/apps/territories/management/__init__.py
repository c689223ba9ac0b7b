"""Commands of the territories app for `terreau manage`."""
