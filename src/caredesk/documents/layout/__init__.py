"""Where the header of a county's table is, what its columns mean, and what kind each row is."""
