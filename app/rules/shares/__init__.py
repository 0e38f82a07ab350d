"""How many of how many are without calls: shares, counts and totals, and which of them speaks for a report."""
