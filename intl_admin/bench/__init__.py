"""How fast the pages are, in a database of the size of a country. `./run bench` calls it; the site never does."""
