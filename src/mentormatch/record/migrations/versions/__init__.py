"""The steps, each with the schema as it was then."""
