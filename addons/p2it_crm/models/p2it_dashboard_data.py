import logging

import psycopg2
from odoo import api, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

_LISTS = {
    "p2it.sales.statistics": "p2it_sales_statistics_view_list_measures",
    "account.move.line": "account_move_line_view_list_receivables",
}
_DAYS_APART = 62
"""Longest period whose days are told apart where a tile leaves the interval open."""


class P2itDashboard(models.Model):
    """Extends ``p2it.dashboard`` with its answers: the whole screen in one call, with the reader's rights."""

    _inherit = "p2it.dashboard"

    @api.model
    def get_data(self, dashboard_id, filters=None):
        """Answer all tiles of a dashboard.

        A tile that can't be answered says why, and spoils no other.

        :param int dashboard_id: the dashboard
        :param dict filters: see ``_read_filters``
        :return: dict: ``id``, ``name``, ``filters`` as understood and in words, ``tiles``
        """
        return self._answer_with(dashboard_id, filters)

    @api.model
    def _get_export(self, dashboard_id, filters=None):
        """:return: as ``get_data``, but what views show too, as tables"""
        return self._answer_with(dashboard_id, filters, for_export=True)

    @api.model
    def _answer_with(self, dashboard_id, filters, *, for_export=False):
        dashboard = self.browse(dashboard_id)
        dashboard.check_access("read")
        wished = dashboard._read_filters(filters)
        return {
            "id": dashboard.id,
            "name": dashboard.name,
            "may_edit": dashboard._may_edit(),
            "filters": {
                "period": wished.period.kind,
                "date_from": str(wished.period.start),
                "date_to": str(wished.period.end),
                "words": dashboard._describe_filters(wished),
            },
            "tiles": dashboard._drop_what_is_not_for(
                dashboard.tile_ids._answer_all(wished, for_export=for_export)
            ),
        }

    def _drop_what_is_not_for(self, tiles):
        """:return: the tiles without those that the role of a reader may not see

        A ready-made dashboard serves people of more or fewer rights. Of an own one, the owner is told.
        """
        return tiles if self.user_id else [tile for tile in tiles if not tile.get("is_forbidden")]


class P2itDashboardTile(models.Model):
    """Extends ``p2it.dashboard.tile`` with the answers of tiles."""

    _inherit = "p2it.dashboard.tile"

    def _answer_all(self, filters, *, for_export=False):
        """:return: list of what the tiles show, in their order"""
        tiles = self.with_context(
            p2it_views=self._get_known_views(),
            p2it_scores={},
            p2it_interval="day" if filters.period.days <= _DAYS_APART else "month",
        )
        return [tile._answer(filters, for_export=for_export) for tile in tiles]

    def _answer(self, filters, *, for_export=False):
        """:return: dict of what a tile shows, or of why it shows nothing"""
        head = {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "width": int(self.width),
            "chart_type": self.chart_type,
        }
        try:
            with self.env.cr.savepoint():
                return {**head, **self._read_answer(filters, for_export=for_export)}
        except AccessError:
            return {**head, "error": self.env._("You may not see these records."), "is_forbidden": True}
        except UserError as error:
            return {**head, "error": str(error)}
        except (psycopg2.OperationalError, psycopg2.errors.QueryCanceled):
            raise  # Odoo repeats what collided with others
        except Exception:  # a tile that somebody wrote wrongly spoils no other
            _logger.warning("Tile %s of dashboard %s", self.id, self.dashboard_id.id, exc_info=True)
            return {
                **head,
                "error": self.env._("This tile can't be read. Its filter or fields need mending."),
            }

    def _read_answer(self, filters, *, for_export=False):
        if self.kind == "view":
            return self._read_view_table(filters) if for_export else self._read_view(filters)
        if self.provider:
            return self._read_provider(filters)
        self.env[self.model].check_access("read")
        if self.kind == "figure":
            return self._read_figure(filters)
        return self._read_table(filters)

    # --- providers

    @api.model
    def _get_providers(self):
        """Tell which answers take more than sums of one model.

        Hook: an addon adds its own, and tiles name it. Its method is called on the tile with the ``Filters``
        and returns what a table, chart or figure is made of (see ``_make_table``), each row with the domain
        of the records that sum to it.

        :return: ``{name: (label, name of a method of the tile)}``
        """
        return {}

    @api.model
    def _get_provider_selection(self):
        return [(name, label) for name, (label, _method) in self._get_providers().items()]

    def _read_provider(self, filters):
        _label, method = self._get_providers()[self.provider]
        return getattr(self, method)(filters)

    # --- what opens

    def _get_known_views(self):
        """:return: ``{model: set of kinds of views that were written for it}``"""
        # sudo: which views there are; records are read by their own rights
        groups = (
            self.env["ir.ui.view"]
            .sudo()
            ._read_group(
                [("type", "in", ("list", "kanban", "form")), ("mode", "=", "primary")],
                ["model"],
                ["type:array_agg"],
            )
        )
        return {model: sorted(set(kinds)) for model, kinds in groups}

    def _make_action(self, domain, model=None, name=None, context=None, pivot=False):
        """:return: window action of the records that a figure sums up

        :param pivot: whether only a pivot shows the figure, as for averages and what counts once
        """
        model = model or self.model
        lists = self._get_list_views()
        known = self.env.context.get("p2it_views", {}).get(model, ())
        kinds = ["list", *(["kanban"] if "kanban" in known else []), "pivot", "graph"]
        if pivot:
            kinds.sort(key="pivot".__ne__)
        if "form" in known:
            kinds.append("form")
        return {
            "type": "ir.actions.act_window",
            "name": name or self.name,
            "res_model": model,
            "domain": self._write_domain(domain),
            "views": [[lists.get(model, False) if kind == "list" else False, kind] for kind in kinds],
            "mobile_view_mode": "pivot" if pivot else "kanban",
            "context": {"p2it_whole_sums": True, **(context or {})},
        }

    @api.model
    def _get_list_views(self):
        """Hook: lists that show what tiles sum up, where the usual one has no column of it.

        :return: ``{model: id of a view}``
        """
        return {
            model: self.env["ir.model.data"]._xmlid_to_res_id(f"p2it_crm.{name}")
            for model, name in _LISTS.items()
        }
