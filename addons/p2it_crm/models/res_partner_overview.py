from odoo import api, models

SHOWN = 10
"""Rows of each table of the overview; the rest is one click away."""


class ResPartner(models.Model):
    """Extends ``res.partner`` with the overview of an account: sections of figures and of tables.

    Other addons add their sections through :meth:`_get_account_sections`; the web client knows none
    of them by name.
    """

    _inherit = "res.partner"

    def get_account_overview(self):
        """Tell all that happens between this customer and us, as far as the reader may see it.

        :return: sections in their order, see :meth:`_get_account_sections`
        :rtype: list[dict]
        :raise AccessError: for a customer that the reader may not see
        """
        self.ensure_one()
        self.check_access("read")
        return sorted(self._get_account_sections(), key=lambda section: section["sequence"])

    def _get_account_sections(self):
        """Hook: extend the list with the sections of other addons.

        A section has ``name``, ``title``, ``sequence``, ``figures`` (see :meth:`_make_figure`) and,
        if any, ``table`` (see :meth:`_make_table`). Each figure opens the list that it sums.

        :rtype: list[dict]
        """
        makers = (
            ("p2it.care", self._get_care_section),
            ("sale.order", self._get_orders_section),
            ("sale.order", self._get_quotations_section),
            ("sale.report", self._get_products_section),
            ("p2it.care.margin", self._get_result_section),
        )
        return [make() for model, make in makers if self.env[model].has_access("read")]

    @api.model
    def _make_figure(self, name, label, value, kind="integer", *, action=None, help_text="", tone=""):
        """Describe one figure.

        :param str name: technical name, unique in its section
        :param str label: what it is
        :param value: what it is now; ``False`` or ``None`` shows as a dash
        :param str kind: ``integer``, ``float``, ``monetary`` (in the current company's currency),
            ``percentage``, ``date`` or ``char``
        :param dict action: what a click opens
        :param str help_text: how it is computed
        :param str tone: ``success``, ``warning`` or ``danger``; nothing is neutral
        """
        return {
            "name": name,
            "label": label,
            "value": None if value is False else value,
            "kind": kind,
            "action": action,
            "help": help_text,
            "tone": tone,
        }

    @api.model
    def _make_table(self, records, columns, empty, action=None):
        """Describe a table of records, one row each.

        :param records: what it shows
        :param columns: ``[(label, kind, function from a record to its value)]``
        :param str empty: what to say without rows
        :param dict action: what “All” opens
        """
        return {
            "columns": [{"label": label, "kind": kind} for label, kind, _get in columns],
            "rows": [
                {
                    "model": record._name,
                    "id": record.id,
                    "values": [get(record) or None for _label, _kind, get in columns],
                }
                for record in records
            ],
            "empty": empty,
            "action": action,
        }

    @api.model
    def _make_list_action(self, name, model, domain, **extra):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
            **extra,
        }
