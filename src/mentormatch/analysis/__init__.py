"""What looks at several matchings, or at more than a matching holds: one file or folder a question."""
