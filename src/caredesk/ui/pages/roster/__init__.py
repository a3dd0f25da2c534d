"""收县里的表: the window of the import assistant, from a file to what was done with it."""

from caredesk.ui.pages.roster.page import RosterPage

__all__ = ["RosterPage"]
