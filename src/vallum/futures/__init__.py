"""Thousands of futures: what survives uncertainty, and which few conditions break a plan."""
