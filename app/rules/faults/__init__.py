"""What fails, short of an outage: calls, portal, features, messages, one device, numbers, bills and data."""
