"""Requests for an escalation in a comment: their targets, the words that ask, and what only looks like one."""
