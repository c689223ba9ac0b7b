"""The web product: settings, shared components and one Django app a domain."""
