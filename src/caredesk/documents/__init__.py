"""Paper and spreadsheets. The only importer of the Excel and PDF libraries."""
