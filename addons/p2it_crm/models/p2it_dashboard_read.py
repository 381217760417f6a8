import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date


def write_value(value):
    """:return: the value of a domain as JSON holds it"""
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, Domain):
        return write_domain(value)
    if isinstance(value, (list, tuple)) or hasattr(value, "__iter__"):
        return [write_value(item) for item in value]
    return str(value)


def write_domain(domain):
    """:return: the domain as a list that JSON holds"""
    return [item if isinstance(item, str) else [item[0], item[1], write_value(item[2])] for item in domain]


class P2itDashboardTile(models.Model):
    """Extends ``p2it.dashboard.tile`` with answers that are sums of one model."""

    _inherit = "p2it.dashboard.tile"

    @api.model
    def _write_domain(self, domain):
        return write_domain(Domain(domain))

    # --- figures

    def _read_figure(self, filters):
        measures = self._get_measures() or ["__count"]
        domain = self._get_filtered_domain(filters)
        formats = self._get_formats(measures)
        values = self._sum_up(domain, measures)
        return {
            "value": values[0],
            "format": formats[0],
            "others": [{**form, "value": value} for form, value in zip(formats[1:], values[1:], strict=True)],
            "action": self._make_measure_action(domain, measures[:1]),
            "comparisons": self._compare(values[0], measures[0], filters),
        }

    def _sum_up(self, domain, measures):
        [row] = self.env[self.model]._read_group(domain, [], measures)
        return [write_number(value) for value in row]

    def _compare(self, value, measure, filters):
        """:return: list of what the figure is compared with"""
        result, period = [], filters.period
        others = []
        if self.compare_previous and self.date_field:
            others.append((self.env._("Before"), period.get_previous(filters.today)))
        if self.compare_year and self.date_field:
            others.append((self.env._("A year ago"), period.get_year_before(filters.today)))
        for label, other in others:
            domain = self._get_filtered_domain(filters.during(other))
            [before] = self._sum_up(domain, [measure])
            days = f"{format_date(self.env, other.start)} – {format_date(self.env, other.end)}"
            result.append(
                {
                    "label": label,
                    "hint": days,
                    "value": before,
                    "change": (value - before) / abs(before) * 100 if before and value is not None else None,
                    "is_good": (value or 0) <= (before or 0)
                    if self.is_lower_better
                    else (value or 0) >= (before or 0),
                    "action": self._make_measure_action(domain, [measure], name=f"{self.name} {days}"),
                }
            )
        if self.target:
            result += self._compare_with_target(value, filters)
        return result

    def _compare_with_target(self, value, filters):
        targets = self.env["p2it.sales.target"]._get_totals(filters.period, filters.user_ids)
        total = sum(values[self.target] for values in targets.values())
        if not total:
            return []
        return [
            {
                "label": self.env._("Target"),
                "value": total,
                "progress": 100 * (value or 0) / total,
                "is_good": (value or 0) >= total,
                "action": self.env["p2it.sales.target"]._make_targets_action(
                    filters.period, filters.user_ids
                ),
            }
        ]

    # --- tables, charts and heat tables

    def _read_table(self, filters):
        groupby, measures = self._get_groupby(), self._get_measures() or ["__count"]
        domain = self._get_filtered_domain(filters)
        if len(groupby) == 2:
            return self._read_crossed(domain, groupby, measures[0])
        if not groupby:
            return self._read_records(domain)
        groups = self._read_groups(domain, groupby, measures, filters)
        narrow = self._get_measure_domain(measures)
        rows = [
            {
                "label": self._get_label(groupby[0], group[groupby[0]]),
                "cells": [write_number(group[measure]) for measure in measures],
                "domain": self._write_domain(domain & narrow & Domain(group["__extra_domain"])),
            }
            for group in groups
        ]
        return self._make_table(
            self._get_formats(measures),
            rows,
            label=self._get_field_label(groupby[0]),
            total=self._sum_up(domain, measures) if self.kind == "table" else None,
            action=self._make_measure_action(domain, measures),
        )

    def _read_groups(self, domain, groupby, measures, filters):
        model = self.env[self.model]
        field = model._fields[groupby[0].split(":")[0].split(".")[0]]
        if field.type in ("date", "datetime") and self.kind == "chart" and not self.limit:
            bounds = {}
            if self.date_field == field.name and field.type == "date":
                last = min(filters.period.end, max(filters.today, filters.period.start))
                bounds = {"fill_from": str(filters.period.start), "fill_to": str(last)}
            model = model.with_context(fill_temporal=bounds or True)
        # Groups without any of a measure come last, not first as the database has it.
        order = re.sub(r"\bdesc\b(?! nulls)", "desc nulls last", self.order or "") or None
        groups = model.formatted_read_group(domain, groupby, measures, limit=self.limit or None, order=order)
        if field.type in ("date", "datetime"):
            return groups
        return [group for group in groups if any(group[measure] for measure in measures)]

    def _read_crossed(self, domain, groupby, measure):
        """Read a table of two groupings: the first goes down, the second across."""
        groups = self.env[self.model].formatted_read_group(domain, groupby, [measure])
        narrow, labels, rows = self._get_measure_domain([measure]), {}, {}
        for group in sorted(groups, key=lambda group: self._get_sort_key(group[groupby[1]])):
            labels.setdefault(
                self._get_key(group[groupby[1]]), self._get_label(groupby[1], group[groupby[1]])
            )
        places = {key: at for at, key in enumerate(labels)}
        for group in groups:
            row = rows.setdefault(
                self._get_key(group[groupby[0]]),
                {
                    "label": self._get_label(groupby[0], group[groupby[0]]),
                    "cells": [None] * len(labels),
                    "domains": [None] * len(labels),
                },
            )
            at = places[self._get_key(group[groupby[1]])]
            row["cells"][at] = write_number(group[measure])
            row["domains"][at] = self._write_domain(domain & narrow & Domain(group["__extra_domain"]))
        found = list(rows.values())
        if self.limit:
            found.sort(key=lambda row: -sum(value or 0 for value in row["cells"]))
            found = found[: self.limit]
        for row in found:
            row["domain"] = self._write_domain(Domain.OR(Domain(cell) for cell in row["domains"] if cell))
        [form] = self._get_formats([measure])
        return self._make_table(
            [{**form, "label": label} for label in labels.values()],
            found,
            label=self._get_field_label(groupby[0]),
            action=self._make_measure_action(domain, [measure]),
            measure=form["label"],
        )

    def _read_records(self, domain):
        """Read single records: their names and the fields that the tile names as measures."""
        model = self.env[self.model]
        measures = self._get_measures()
        names = [measure.split(":")[0] for measure in measures if measure != "__count"]
        records = model.search(domain, limit=self.limit or 20, order=self.order or None)
        rows = [
            {
                "label": record.display_name or "",
                "cells": [write_number(record[name]) for name in names],
                "record": record.id,
            }
            for record in records
        ]
        return self._make_table(
            self._get_formats(names),
            rows,
            label=model._description,
            total=self._sum_up(domain, [f"{name}:sum" for name in names]) if names else None,
            action=self._make_measure_action(domain, measures),
        )

    @api.model
    def _make_table(self, columns, rows, label="", total=None, action=None, measure=""):
        """Describe a table, chart or heat table.

        :param columns: list of dicts: ``label``, ``type`` and what else the figures need (``_get_formats``)
        :param rows: list of dicts: ``label``, ``cells`` and ``domain``, or ``domains`` of the cells, or the
            id of one ``record``, or a whole ``action``
        :param total: figures of all rows, those not shown too
        :param action: opens the records of all rows; rows and cells open theirs with their own domain
        :return: dict
        """
        return {
            "label": label,
            "columns": columns,
            "rows": rows,
            "total": total,
            "action": action,
            "measure": measure,
        }

    # --- names and formats

    def _make_measure_action(self, domain, measures, name=None):
        """:return: action of the records a measure counts; a pivot where a list can't add them up"""
        names = [measure.split(":")[0] for measure in measures if measure != "__count"]
        pivot = any(not self._is_plain_sum(measure) for measure in measures)
        context = {}
        if names:
            context = {"pivot_measures": names, "graph_measure": names[0]}
        if self.groupby:
            context |= {"pivot_row_groupby": self._get_groupby()[:1], "graph_groupbys": self._get_groupby()}
        domain &= self._get_measure_domain(measures)
        return self._make_action(domain, context=context, pivot=pivot, name=name)

    def _is_plain_sum(self, measure):
        """:return: whether the sum of a list's column is the figure"""
        name, _colon, function = measure.partition(":")
        counted_once = getattr(self.env[self.model], "_counted_once", ())
        return measure == "__count" or (function == "sum" and name not in counted_once)

    def _get_measure_domain(self, measures):
        """:return: ``Domain`` of the records that a measure counts, where the model tells"""
        get = getattr(self.env[self.model], "_get_measure_domain", None)
        return get([measure.split(":")[0] for measure in measures]) if get else Domain.TRUE

    def _get_formats(self, measures):
        """:return: list of dicts of how the figures of measures are written, with their labels"""
        names = [measure.split(":")[0] for measure in measures]
        infos = self.env[self.model].fields_get(names, ["string", "type", "digits"])
        return [self._get_format(name, infos.get(name)) for name in names]

    @api.model
    def _get_format(self, name, info):
        if not info:
            return {"name": name, "label": self.env._("Count"), "type": "integer"}
        kind = info["type"] if info["type"] in ("monetary", "integer", "float") else "integer"
        if kind == "float" and info["string"].endswith("(%)"):
            kind = "percent"
        form = {"name": name, "label": info["string"], "type": kind}
        if kind == "monetary":
            form["currency_id"] = self.env.company.currency_id.id
        return form

    def _get_field_label(self, spec):
        """:return: what the field at the end of a path is called"""
        model, names = self.env[self.model], spec.split(":")[0].split(".")
        for name in names[:-1]:
            model = self.env[model._fields[name].comodel_name]
        return model.fields_get(names[-1:], ["string"]).get(names[-1], {}).get("string", names[-1])

    def _get_label(self, spec, value):
        field = self.env[self.model]._fields.get(spec.split(":")[0])
        if value and field is not None and field.type == "date":
            # Short, for there are many beside each other.
            if spec.endswith(":month"):
                return f"{value[0][5:7]}/{value[0][:4]}"
            if spec.endswith(":day"):
                return format_date(self.env, value[0], date_format=self.env._("MM/dd"))
        if isinstance(value, (tuple, list)):
            return str(value[1])
        if field is not None and field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is False or value is None:
            return self.env._("None")
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        return str(value)

    @api.model
    def _get_key(self, value):
        return value[0] if isinstance(value, (tuple, list)) else value

    @api.model
    def _get_sort_key(self, value):
        return (value is False or value is None, str(self._get_key(value)))


def write_number(value):
    """:return: a figure as JSON holds it, 0 for nothing"""
    if value is None or value is False:
        return 0
    return value if isinstance(value, (int, float)) else float(value)
