"""``make bench``: measures a real installation. Prints a table; what it means is for the reader."""
