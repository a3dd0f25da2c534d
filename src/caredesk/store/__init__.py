"""The station's encrypted files. The only importer of the database driver."""
