"""走访单: rounds on paper and the sheets of villages, from choosing the people to typing them in."""
