"""One Django app a domain, top to bottom: home, observatory, territories."""
