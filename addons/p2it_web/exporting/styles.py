"""Colours of a list, from the rules' form to what a file needs."""

KEYS = ("text", "background", "bold", "italic", "strike")
NO_STYLE = (None, None, False, False, False)


def as_tuple(style, base=NO_STYLE):
    """:return: a style as a tuple in the order of :data:`KEYS`, on top of another"""
    if not style:
        return base
    return (
        style.get("text") or base[0],
        style.get("background") or base[1],
        bool(style.get("bold") or base[2]),
        bool(style.get("italic") or base[3]),
        bool(style.get("strike") or base[4]),
    )


def cell_styles(style, names):
    """Spread the style of a record over its cells.

    :param dict style: ``{"row": style, "columns": {field: style}}`` or None
    :param list names: fields of the columns
    :return: for each column a tuple in the order of :data:`KEYS`, or None when nothing is styled
    """
    if not style:
        return None
    row = as_tuple(style.get("row"))
    columns = style.get("columns") or {}
    if row == NO_STYLE and not columns:
        return None
    return [as_tuple(columns.get(name), row) for name in names]
