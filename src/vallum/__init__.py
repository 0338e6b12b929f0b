"""Vallum: an open planning model and workbench for Europe's defence self-reliance."""

__version__ = "0.1.0"
