"""What organisations can do and seek: written, searched, verified, kept true."""
