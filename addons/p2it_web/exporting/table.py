"""Which rows come in which order: records, groups to any depth, subtotals and totals."""

from array import array
from collections import defaultdict

from ..domain.export_outline import Group, Subtotal, build_tree, walk
from ..domain.export_text import clean
from .columns import CellReader

BATCH_SIZE = 1000
FUNCTIONS = ("sum", "avg", "min", "max")


class Table:
    """The rows of a request, read batch by batch within one snapshot of the database.

    :param ExportRequest request: what to read
    :param tick: called with the number of rows done after each batch; may raise to stop
    """

    def __init__(self, request, tick=None):
        self.request = request
        self.columns = request.columns
        self.model = request.get_model()
        self.env = self.model.env
        self.reader = CellReader(self.model, self.columns)
        self.tick = tick or (lambda done: None)
        self.groups = []
        self.totals = {}
        self.depth = len(request.groupby)
        self._sums = None
        with request.asking("groupby, order"):
            self._load()

    # ---- order and groups, without a single row ----

    def _load(self):
        domain = self.request.get_domain()
        self.ids = array("q", self.model.search(domain, order=self._get_record_order()).ids)
        if self.depth:
            self.groups = self._load_groups(domain)
        self.row_count = len(self.ids)
        if self.depth:
            self.row_count = sum(1 + group.row_count() for group in self.groups)
        self.record_count = (
            sum(len(group.ids) for group in walk(self.groups)) if self.depth else len(self.ids)
        )
        self.repeats = self.record_count != len(self.ids)
        """Whether some record is in several groups."""
        self._load_totals(domain)

    def _get_record_order(self):
        parts = [part.strip() for part in self.request.order.split(",")]
        parts = [part for part in parts if part and not part.startswith("__count") and ":" not in part]
        return ", ".join(parts) or None

    def _get_aggregates(self):
        """:return: what to ask of the database for subtotals"""
        specs = ["__count"]
        for column in self._aggregated():
            specs.append(f"{column.name}:{column.aggregator}")
            if column.aggregator != "sum":
                specs.append(f"{column.name}:count")
            if column.currency and self._is_aggregated_currency(column):
                specs.append(f"{column.currency}:array_agg_distinct")
                if column.aggregator == "sum" and column.info["type"] == "monetary":
                    specs.append(f"{column.name}:sum_currency")
        return list(dict.fromkeys(specs))

    def _aggregated(self):
        return [column for column in self.columns if column.aggregator in FUNCTIONS]

    def _is_aggregated_currency(self, column):
        field = self.model._fields[column.currency]
        return bool(field.store or field.related)

    def _load_groups(self, domain):
        aggregates = self._get_aggregates()
        orders = self._get_orders()
        groupby = self.request.groupby
        places = {record_id: place for place, record_id in enumerate(self.ids)}
        levels = []
        for depth in range(1, self.depth + 1):
            is_leaf = depth == self.depth
            specs = [*aggregates, "id:array_agg"] if is_leaf else aggregates
            lines = self.model.formatted_read_group(
                domain,
                groupby[:depth],
                specs,
                order=self.model._get_read_group_order(orders, [groupby[depth - 1]], aggregates),
            )
            level = []
            for line in lines:
                path = tuple(_hashable(line[spec]) for spec in groupby[:depth])
                group = Group(self._get_label(groupby[depth - 1], line), depth - 1, line["__count"])
                group.subtotals = self._get_subtotals(line, self._aggregated())
                if is_leaf:
                    known = sorted(places[i] for i in line["id:array_agg"] if i in places)
                    group.ids = array("q", (self.ids[place] for place in known))
                level.append((path, group))
            levels.append(level)
        return build_tree(levels)

    def _get_orders(self):
        orders = {}
        for part in filter(None, (part.strip() for part in self.request.order.split(","))):
            name, _blank, direction = part.partition(" ")
            orders[name.partition(":")[0]] = direction.upper() or "ASC"
        return orders

    def _get_label(self, spec, line):
        value = line[spec]
        name, _colon, _granularity = spec.partition(":")
        info = self.request.fields[name.partition(".")[0]]
        if info["type"] == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if info["type"] == "selection" and value:
            value = dict(info["selection"]).get(value, value)
        if info["type"] == "integer" and "." not in name:
            return str(value or 0)
        if isinstance(value, (list, tuple)):
            value = value[1] if len(value) > 1 else ""
        if value is False or value is None or value == "":
            return clean(info.get("falsy_value_label") or self.env._("None"))
        return clean(str(value))

    def _get_subtotals(self, line, columns):
        return {
            self.columns.index(column): self._get_subtotal(line, column, column.aggregator)
            for column in columns
        }

    def _get_subtotal(self, line, column, function):
        value = line[f"{column.name}:{function}"]
        if value is None or value is False:
            return Subtotal()
        # Numeric columns come as Decimal or float, and a percentage or an amount is written as a float.
        value = value if column.kind == "integer" and function != "avg" else float(value)
        formula = function
        # An empty number shows as 0 in the list, and is none to the database's average: no formula then.
        if function != "sum" and line.get(f"{column.name}:count") != line["__count"]:
            formula = ""
        if not column.currency:
            return Subtotal(value, formula)
        currencies = [
            currency for currency in line.get(f"{column.currency}:array_agg_distinct") or [] if currency
        ]
        if len(currencies) > 1:
            converted = line.get(f"{column.name}:sum_currency") if function == "sum" else None
            # As in Odoo's list: several currencies add up in the company's, at today's rates.
            if converted is None or converted is False:
                return Subtotal()
            return Subtotal(float(converted), "", self.env.company.currency_id.id)
        return Subtotal(value, formula, currencies[0] if currencies else 0)

    # ---- totals ----

    def _load_totals(self, domain):
        """Totals of what the database can add up; the others are added up while rows are read."""
        wanted, self._running = [], []
        for position, column in enumerate(self.columns):
            function = column.total or (
                column.aggregator if self.depth and column.aggregator in FUNCTIONS else ""
            )
            if not function:
                continue
            if column.aggregator:
                wanted.append((position, column, function))
            elif not self.repeats:
                self._running.append((position, column, function))
        self._sums = defaultdict(RunningTotal)
        if not wanted or not self.ids:
            return
        specs = self._get_total_specs(wanted)
        line = self.model.formatted_read_group(domain, (), specs)[0]
        for position, column, function in wanted:
            subtotal = self._get_subtotal(line, column, function)
            if self.repeats:
                subtotal.function = ""
            self.totals[position] = subtotal

    def _get_total_specs(self, wanted):
        specs = [*self._get_aggregates()]
        for _position, column, function in wanted:
            specs += [f"{column.name}:{function}", f"{column.name}:count"]
        return list(dict.fromkeys(specs))

    @property
    def has_totals(self):
        return bool(self.totals or self._running) and bool(self.ids)

    def get_totals(self):
        """:return: column position → :class:`Subtotal` over all distinct records; call it after the rows"""
        totals = dict(self.totals)
        for position, _column, function in self._running:
            total = self._sums[position]
            if total.count and len(total.currencies) == 1:
                totals[position] = Subtotal(total.get(function), function, *total.currencies)
        return totals

    # ---- rows ----

    def rows(self):
        """Read the rows in the list's order.

        :return: generator of ``("group", group)`` and ``("record", cells, style)``
        """
        self._done = 0
        if not self.depth:
            yield from self._read_records(self.ids)
            return
        yield from self._read_groups(self.groups)

    def _read_groups(self, groups):
        """Innermost groups that are small are read together, so that many groups cost no more queries."""
        pending, size = [], 0
        for group in walk(groups):
            pending.append(group)
            size += len(group.ids)
            if size >= BATCH_SIZE:
                yield from self._read_together(pending)
                pending, size = [], 0
        yield from self._read_together(pending)

    def _read_together(self, groups):
        if len(groups) == 1 and len(groups[0].ids) > BATCH_SIZE:
            yield "group", groups[0]
            yield from self._read_records(groups[0].ids)
            return
        ids = array("q", dict.fromkeys(record_id for group in groups for record_id in group.ids))
        if len(ids) > 2 * BATCH_SIZE:
            for group in groups:
                yield from self._read_together([group])
            return
        found = {}
        for start in range(0, len(ids), BATCH_SIZE):
            batch = ids[start : start + BATCH_SIZE]
            found.update(zip(batch, self._read_batch(batch), strict=True))
        for group in groups:
            yield "group", group
            for record_id in group.ids:
                yield ("record", *found[record_id])
            self._done += len(group.ids)
        self.tick(self._done)

    def _read_records(self, ids):
        for start in range(0, len(ids), BATCH_SIZE):
            batch = ids[start : start + BATCH_SIZE]
            for cells, style in self._read_batch(batch):
                yield "record", cells, style
            self._done += len(batch)
            self.tick(self._done)

    def _read_batch(self, ids):
        records = self.model.browse(ids)
        rows = self.reader.read(records)
        styles = self._get_styles(records)
        for cells in rows if self._running else ():
            for position, column, _function in self._running:
                currency = cells[column.currency_position] if column.currency else 0
                self._sums[position].add(cells[position], currency)
        # What was read is written at once and never needed again: memory stays flat.
        self.env.invalidate_all()
        return [(cells, styles.get(record_id)) for cells, record_id in zip(rows, ids, strict=True)]

    def _get_styles(self, records):
        """:return: record id → its colours in the list, where colour rules are in use"""
        if "p2it.color.rule" not in self.env:
            return {}
        return self.env["p2it.color.rule"]._get_styles(records, "list")


class RunningTotal:
    """Sum, average, least and greatest of numbers that come one by one."""

    def __init__(self):
        self.sum, self.count, self.min, self.max = 0, 0, None, None
        self.currencies = set()

    def add(self, value, currency=0):
        self.currencies.add(currency)
        self.sum += value
        self.count += 1
        self.min = value if self.min is None or value < self.min else self.min
        self.max = value if self.max is None or value > self.max else self.max

    def get(self, function):
        return self.sum / self.count if function == "avg" else getattr(self, function)


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value
