"""Trains and measures the learned reader; nothing here runs in the service."""
