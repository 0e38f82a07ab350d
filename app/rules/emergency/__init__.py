"""Emergency calls: whether they fail, are only administered, work, or are merely named."""
