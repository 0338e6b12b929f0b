"""Decisions: which route carries a measure, who can stop it, and which coalition is worth having.

From: World's institutions, agenda and records.  To: study, report, commands.
"""
