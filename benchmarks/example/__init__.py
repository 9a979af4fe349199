"""How the packaged example scheme of the county of Fenwold is made: words, people, links, mess, files."""
