"""Whether the customer as a whole is cut off now, told without a share."""
