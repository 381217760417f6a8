"""How the rules that match a record become its style.

A rule dresses the whole row or one column. Rows and columns are decided apart from each other: a
rule that *stops* settles its own target and no other. Within a target the earlier rule wins, and
the later ones of a combination add only what is still open and stays readable.
"""

from dataclasses import dataclass, field

from .palette import PAGE_BACKGROUND, PAGE_TEXT, is_readable

ROW = ""
"""The target of a rule that dresses the whole row; any other target is a column's field."""

MARKS = ("bold", "italic", "strike")


@dataclass(frozen=True)
class RuleStyle:
    """What a rule gives: colours ``#RRGGBB`` or ``None``, marks, its target, and whether it stops."""

    text: str = None
    background: str = None
    bold: bool = False
    italic: bool = False
    strike: bool = False
    target: str = ROW
    stops: bool = True


@dataclass
class _Look:
    """What is decided so far for one target of one record."""

    values: dict = field(
        default_factory=lambda: {"text": None, "background": None, **dict.fromkeys(MARKS, False)}
    )
    settled: bool = False

    def add(self, style):
        text = self.values["text"] or style.text
        background = self.values["background"] or style.background
        # Each rule is readable by itself; of two that are not so together, the earlier stays.
        if is_readable(text, background):
            self.values.update(text=text, background=background)
        for mark in MARKS:
            self.values[mark] = self.values[mark] or getattr(style, mark)
        self.settled = style.stops


class StyleSheet:
    """Collects the styles of one page of records, rule by rule in their order.

    :param ids: the records of the page
    """

    def __init__(self, ids):
        self.ids = tuple(ids)
        self._looks = {}

    def get_open_ids(self, style):
        """:return: ids of the records for which a rule with this style still counts"""
        looks = self._looks.get(style.target, {})
        return [id_ for id_ in self.ids if id_ not in looks or not looks[id_].settled]

    def apply(self, style, matched_ids):
        """Dress the records a rule matches."""
        looks = self._looks.setdefault(style.target, {})
        for id_ in matched_ids:
            looks.setdefault(id_, _Look()).add(style)

    def get_styles(self):
        """:return: ``{id: {"row": style or None, "columns": {field: style}}}`` of the dressed records"""
        rows = {id_: look.values for id_, look in self._looks.get(ROW, {}).items()}
        styles = {id_: {"row": values, "columns": {}} for id_, values in rows.items()}
        for target, looks in self._looks.items():
            if target == ROW:
                continue
            for id_, look in looks.items():
                record = styles.setdefault(id_, {"row": None, "columns": {}})
                record["columns"][target] = _fit_into_row(look.values, rows.get(id_))
        return styles


def _fit_into_row(column, row):
    """:return: the column's style, completed so that it can be read whatever its row gives"""
    if not row:
        return column
    text, background = column["text"], column["background"]
    if is_readable(text or row["text"], background or row["background"]):
        return column
    return {**column, "text": text or PAGE_TEXT, "background": background or PAGE_BACKGROUND}
