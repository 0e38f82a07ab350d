"""Tierline keeps a telecom wholesaler's partner-support policy beside a Zendesk account."""

__version__ = "0.1.0"
