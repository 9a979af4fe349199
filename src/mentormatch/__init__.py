"""mentormatch."""
