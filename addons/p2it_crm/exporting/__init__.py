"""Dashboards as files: the tables of their tiles, with charts that the file draws itself."""
