"""What the station does: one use case, one transaction. No Qt, no SQL."""
