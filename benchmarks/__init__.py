"""One file per promise; figures are ratios within one run, since machines differ."""
