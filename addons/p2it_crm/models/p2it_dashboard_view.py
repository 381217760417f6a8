import json

from odoo import api, models
from odoo.exceptions import ValidationError

_ROWS = 200
"""Rows of a view that an export writes."""


class P2itDashboardTile(models.Model):
    """Extends ``p2it.dashboard.tile`` with views as they were seen: groups, measures, mode and order."""

    _inherit = "p2it.dashboard.tile"

    def _get_view_context(self):
        return json.loads(self.view_context or "{}")

    def _get_view_id(self):
        """:return: id of the stored view; ``False`` where there is none, or one of other records or kind"""
        view = self.view_id.sudo()  # sudo: what a view is of; the client asks for it as its reader
        return view.id if (view.model, view.type) == (self.model, self.view_type) else False

    def _read_view(self, filters):
        """:return: dict of what the client's ``View`` needs; the view asks by itself, as its reader"""
        self.env[self.model].check_access("read")
        domain = self._get_filtered_domain(filters)
        context = self._get_view_context()
        group_by = context.get("group_by") or []
        return {
            "view": {
                "model": self.model,
                "type": self.view_type,
                "view_id": self._get_view_id(),
                "domain": self._write_domain(domain),
                "context": context,
                "group_by": [group_by] if isinstance(group_by, str) else group_by,
                "order": self.order or "",
                "limit": self.limit or 10,
            },
            "action": self._make_view_action(domain, context),
        }

    def _make_view_action(self, domain, context):
        action = self._make_action(domain, context=context)
        kinds = [self.view_type, *(kind for _id, kind in action["views"] if kind != self.view_type)]
        views = [[self._get_view_id() if kind == self.view_type else False, kind] for kind in kinds]
        return {**action, "views": views}

    def _read_view_table(self, filters):
        """:return: what an export writes of a view: its groups and measures, or the names of its records"""
        context = self._get_view_context()
        groups = {
            "graph": context.get("graph_groupbys"),
            "pivot": context.get("pivot_row_groupby"),
        }.get(self.view_type) or context.get("group_by")
        groups = [groups] if isinstance(groups, str) else list(groups or [])
        measures = {
            "graph": [context.get("graph_measure")],
            "pivot": context.get("pivot_measures"),
        }.get(self.view_type) or []
        specs = [self._get_measure_spec(name) for name in measures if name] or ["__count"]
        domain = self._get_filtered_domain(filters)
        if not groups:
            return self._read_names(domain)
        group = self._get_group_spec(groups[0])
        rows = self.env[self.model].formatted_read_group(domain, [group], specs, limit=_ROWS)
        return self._make_table(
            self._get_formats(specs),
            [
                {
                    "label": self._get_label(group, row[group]),
                    "cells": [float(row[spec] or 0) for spec in specs],
                }
                for row in rows
            ],
            label=self._get_field_label(group),
            total=self._sum_up(domain, specs),
        )

    def _read_names(self, domain):
        records = self.env[self.model].search(domain, limit=_ROWS, order=self.order or None)
        rows = [{"label": record.display_name or "", "cells": []} for record in records]
        return self._make_table([], rows, label=self.env[self.model]._description)

    def _get_measure_spec(self, name):
        field = self.env[self.model]._fields.get(name)
        return f"{name}:{field.aggregator}" if field is not None and field.aggregator else "__count"

    def _get_group_spec(self, name):
        field = self.env[self.model]._fields.get(name.split(":")[0].split(".")[0])
        return (
            f"{name}:month"
            if field is not None and field.type in ("date", "datetime") and ":" not in name
            else name
        )


class P2itDashboard(models.Model):
    """Extends ``p2it.dashboard`` with views that people add to it."""

    _inherit = "p2it.dashboard"

    @api.model
    def get_writable(self):
        """:return: ``[(id, name)]`` of the dashboards that the reader may add to"""
        return [(one.id, one.name) for one in self.search([])._filtered_access("write")]

    @api.model
    def add_view(self, dashboard, view):
        """Put a view, as its reader has it on the screen, on a dashboard.

        :param dashboard: id of one's dashboard, or the name of a new one
        :param dict view: ``name``, ``model``, ``view_type``, ``view_id``, ``domain`` as text, ``context``
            and ``order``
        :return: id of the dashboard
        """
        target = self.browse(dashboard) if isinstance(dashboard, int) else self.create({"name": dashboard})
        target.check_access("write")
        wide = view.get("view_type") in ("list", "pivot", "kanban")
        if not isinstance(view.get("context"), dict):
            raise ValidationError(self.env._("The context of a view is a JSON object."))
        self.env["p2it.dashboard.tile"].create(
            {
                **{name: view.get(name) for name in ("name", "model", "view_type", "domain", "order")},
                "view_id": view.get("view_id") or False,
                "view_context": json.dumps(view["context"]),
                "dashboard_id": target.id,
                "kind": "view",
                "width": "12" if wide else "6",
                "sequence": max(target.tile_ids.mapped("sequence"), default=0) + 10,
            }
        )
        return target.id

    def arrange(self, tile_ids):
        """Put the tiles of a dashboard in this order.

        :param list tile_ids: ids of its tiles
        """
        self.ensure_one()
        self.check_access("write")
        places = {tile_id: place for place, tile_id in enumerate(tile_ids, 1)}
        for tile in self.tile_ids:
            if tile.id in places:
                tile.sequence = 10 * places[tile.id]
