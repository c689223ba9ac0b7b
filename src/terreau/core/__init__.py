"""What every layer speaks: errors, codes, text, rounding, provenance. Standard library only."""
