"""收县里的表: from a read workbook to one batch in the register. `imports.Importing` holds the use cases."""
