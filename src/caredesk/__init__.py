"""CareDesk 关爱台账: an offline desk for township social-work stations."""

__version__ = "0.1.0"
