"""A night lived through before it comes: the real service against a sandbox, in steps instead of in time."""
