"""The window. The only importer of PySide6; it shows, asks and listens, and never decides."""
