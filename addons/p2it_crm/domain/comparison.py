"""Records side by side: which values differ, and which one is kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the comparison: a text for each record, empty where it has no value."""

    name: str
    label: str
    texts: tuple[str, ...]

    @property
    def differs(self):
        return len(set(self.texts)) > 1


def get_kept(row, records, kept, choice=None):
    """Tell whose value is kept: the chosen record's, else that of the record that stays.

    Where the record that stays has no value, the first one that has one gives its own.

    :param Row row: texts in the order of ``records``
    :param records: ids
    :param kept: id of the record that stays
    :param choice: id of the record chosen by a person; any other value counts for nothing
    :return: an id
    """
    if choice in records:
        return choice
    texts = dict(zip(records, row.texts, strict=True))
    if texts[kept]:
        return kept
    return next((record for record in records if texts[record]), kept)


def get_lost(rows, records, kept, choices):
    """Tell which texts vanish with the merge.

    :param choices: ``{name of a row: id}``
    :return: ``{id of a record: [(label, text), …]}``, without those that stay on another record
    """
    lost = {}
    for row in rows:
        stays = row.texts[list(records).index(get_kept(row, records, kept, choices.get(row.name)))]
        for record, text in zip(records, row.texts, strict=True):
            if text and text != stays:
                lost.setdefault(record, []).append((row.label, text))
    return lost
