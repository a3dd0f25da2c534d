"""The station's own declarations and the rules about one record. Pure data and pure functions."""
