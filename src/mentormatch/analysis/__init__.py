"""What looks at several matchings, or at a scheme before it is matched."""
