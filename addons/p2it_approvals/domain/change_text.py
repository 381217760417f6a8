"""What a change changes, in words: two snapshots of a document side by side, without a database."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Snapshot:
    """What a document says, as people read it.

    :param dict values: ``{label: text}`` of the document itself
    :param dict lines: ``{key of a line: (its title, {label: text})}``
    """

    values: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that is different.

    :param str kind: ``value``, ``line``, ``added`` or ``removed``
    :param str title: the line's title; empty for the document itself
    :param str label: what of it; empty for whole lines
    :param str before: what was there
    :param str after: what is there then; of an added line all that it says
    """

    kind: str
    title: str = ""
    label: str = ""
    before: str = ""
    after: str = ""


def compare(before, after):
    """Find what is different, in a fixed order: the document, its changed lines, removed and added ones.

    :param Snapshot before: the document as it is
    :param Snapshot after: the document as it would be
    :rtype: list[Difference]
    """
    found = [Difference("value", "", label, *pair) for label, *pair in _pairs(before.values, after.values)]
    for key, (title, values) in before.lines.items():
        if key in after.lines:
            new_title, new_values = after.lines[key]
            found += [
                Difference("line", new_title, label, *pair) for label, *pair in _pairs(values, new_values)
            ]
        else:
            found.append(Difference("removed", title, before=_join(values)))
    added = [line for key, line in after.lines.items() if key not in before.lines]
    return found + [Difference("added", title, after=_join(values)) for title, values in added]


def _pairs(before, after):
    labels = [*before, *(label for label in after if label not in before)]
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _join(values):
    return ", ".join(f"{label}: {text}" for label, text in values.items() if text)
