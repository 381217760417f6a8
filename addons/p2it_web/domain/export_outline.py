"""Groups of a list in a tree, and where their rows lie on a sheet."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Group:
    """One group of a list at any depth.

    :param str label: as the list shows it
    :param int level: 0 for the outermost groups
    :param int count: records in it
    :param dict subtotals: column position → :class:`Subtotal`
    :param list children: groups in it, empty at the innermost level
    :param ids: the record ids of an innermost group, in the list's order
    """

    label: str
    level: int
    count: int
    subtotals: dict = field(default_factory=dict)
    children: list = field(default_factory=list)
    ids: object = ()

    def row_count(self):
        """:return: rows below the group's own row, those of groups inside it included"""
        if self.children:
            return sum(1 + child.row_count() for child in self.children)
        return len(self.ids)


@dataclass(slots=True)
class Subtotal:
    """A figure over the rows of a group, or over all.

    :param value: the figure, None when there is none to show
    :param str function: ``sum``, ``avg``, ``min``, ``max``, or empty when the figure can't be computed
        from the cells shown (amounts of several currencies, records counted once though shown twice)
    :param int currency: id of the currency, 0 for none
    """

    value: object = None
    function: str = ""
    currency: int = 0


def build_tree(levels):
    """Put the groups of each level below those that hold them.

    :param list levels: for each level, outermost first, ``[(path, group)]`` in the order in which that
        level shows its groups; ``path`` is the tuple of the values of it and all levels above
    :return: the outermost groups
    """
    roots, parents = [], {}
    for number, groups in enumerate(levels):
        current = {}
        for path, group in groups:
            current[path] = group
            if number == 0:
                roots.append(group)
            elif parent := parents.get(path[:-1]):
                parent.children.append(group)
        parents = current
    return roots


def walk(groups):
    """:return: the groups and those in them, each before what it holds"""
    for group in groups:
        yield group
        yield from walk(group.children)
