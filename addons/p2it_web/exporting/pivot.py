"""Pivot tables and graphs: what is on the screen, drawn well."""
