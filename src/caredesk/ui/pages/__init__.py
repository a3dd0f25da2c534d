"""Pages made by hand, one module each; opened lazily."""
