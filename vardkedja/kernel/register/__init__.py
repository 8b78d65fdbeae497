"""Registers of places and of invented people: CSV files and their readers (load.py)."""
