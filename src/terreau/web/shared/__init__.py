"""What every page shares: language, errors, instance, components and their gallery, the thread."""
