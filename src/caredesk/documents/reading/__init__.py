"""Workbooks and text tables read into plain sheets, in a process of their own: by content, never by ending."""
