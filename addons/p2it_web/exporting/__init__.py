"""Exports: a request is checked, read row by row with the reader's own rights, and written as it is read.

``request`` knows what a client may ask for, ``columns`` how a field becomes a cell, ``table`` which rows
come in which order, ``xlsx`` and ``pdf`` how they look. Nothing here holds more than one batch of rows.
The ``report_`` modules do the same for pivot tables and graphs, which come with their few figures.
"""
