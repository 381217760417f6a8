from markupsafe import Markup
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..domain.comparison import get_kept, get_lost

MODELS = {"res.partner": "partner_ids", "crm.lead": "lead_ids"}


class P2itMerge(models.TransientModel):
    """Customers or leads side by side: a person chooses each value to keep, then they become one.

    The merging is Odoo's own. What is chosen here are ids of records, never values: those are read
    from the records at the moment of merging. What is not kept is written into the chatter.
    """

    _name = "p2it.merge"
    _description = "Compare and Merge"

    res_model = fields.Selection(
        [("res.partner", "Customers"), ("crm.lead", "Leads")], required=True, readonly=True
    )
    partner_ids = fields.Many2many("res.partner", string="Customers", context={"active_test": False})
    lead_ids = fields.Many2many("crm.lead", string="Leads", context={"active_test": False})
    kept_id = fields.Many2oneReference(string="Record That Stays", model_field="res_model")
    choices = fields.Json()
    comparison = fields.Json(compute="_compute_comparison")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model in MODELS:
            records = self.env[model].browse(ids).exists()
            records._check_may_merge_compared()
            defaults |= {
                "res_model": model,
                MODELS[model]: [Command.set(records.ids)],
                "kept_id": records._get_merge_kept().id,
                "choices": {},
            }
        return {name: value for name, value in defaults.items() if name in fields}

    @api.depends("res_model", "partner_ids", "lead_ids", "kept_id")
    def _compute_comparison(self):
        for wizard in self:
            records = wizard._get_records()
            if len(records) < 2 or not records.has_access("write"):
                wizard.comparison = False
                continue
            wizard.comparison = wizard._prepare_comparison(records)

    def _prepare_comparison(self, records):
        kept, choices = self._get_kept(records), self._get_choices()
        facts = records._count_merge_facts()
        return {
            "can_choose": self.res_model == "res.partner",
            "records": [
                {
                    "id": record.id,
                    "name": record.display_name,
                    "kept": record == kept,
                    "facts": facts[record.id],
                }
                for record in records
            ],
            "rows": [
                {
                    "name": row.name,
                    "label": row.label,
                    "texts": list(row.texts),
                    "differs": row.differs,
                    "kept": get_kept(row, records.ids, kept.id, choices.get(row.name)),
                }
                for row in records._get_merge_comparison()
                if any(row.texts)
            ],
        }

    def _get_records(self):
        self.ensure_one()
        if self.res_model not in MODELS:
            return self.env["res.partner"]
        return self[MODELS[self.res_model]]._origin.sorted("id")

    def _get_kept(self, records):
        """:return: the record that stays: the one chosen, where one may choose"""
        chosen = records.filtered(lambda record: record.id == self.kept_id)
        return chosen if chosen and self.res_model == "res.partner" else records._get_merge_kept()

    def _get_choices(self):
        return self.choices if isinstance(self.choices, dict) else {}

    def action_merge(self):
        """Make one of the records, with the values chosen.

        :return: a window action that opens it
        :raise UserError: when one of them is gone, or they may not be merged
        :raise AccessError: when they are not the user's to merge
        """
        self.ensure_one()
        records = self._get_records()
        self._lock(records)
        records._check_may_merge_compared()
        kept, choices = self._get_kept(records), self._get_choices()
        rows = records._get_merge_comparison()
        vals = self._prepare_vals(records, rows, kept, choices)
        body = self._get_log(records, rows, kept, choices)
        with self.env["res.partner"]._finding_pins("merge"):
            stayed = records._merge_compared(kept)
            stayed.invalidate_recordset()
            stayed.write(vals)
        stayed._message_log(body=body)
        return {
            "type": "ir.actions.act_window",
            "res_model": stayed._name,
            "res_id": stayed.id,
            "views": [(False, "form")],
        }

    def _lock(self, records):
        """Take the rows in order: of two merges at once the later one finds the records gone.

        :raise UserError: when one of them is gone
        """
        table = SQL.identifier(records._table)
        ids = tuple(records.ids) or (0,)
        found = self.env.execute_query(
            SQL("SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE", table, ids)
        )
        if len(found) < 2 or len(found) != len(records):
            raise UserError(
                self.env._("One of these was merged or deleted meanwhile. Close this and look once more.")
            )
        records.invalidate_recordset()

    def _prepare_vals(self, records, rows, kept, choices):
        """:return: values to write on the record that stays, of all rows in which the records differ"""
        fields_of = records._get_merge_rows()
        vals = {}
        for row in rows:
            if row.differs:
                chosen = get_kept(row, records.ids, kept.id, choices.get(row.name))
                vals |= records.browse(chosen)._get_merge_vals(fields_of[row.name][1])
        return vals

    def _get_log(self, records, rows, kept, choices):
        """:return: what became one, and each value that was not kept"""
        lost = get_lost(rows, records.ids, kept.id, choices)
        parts = [
            Markup("<p>%s</p>")
            % self.env._(
                "Merged by %(user)s: %(names)s.",
                user=self.env.user.name,
                names=" + ".join(f"{record.display_name} ({record.id})" for record in records),
            )
        ]
        for record in records:
            if record.id in lost:
                items = Markup().join(
                    Markup("<li>%s: %s</li>") % (label, text) for label, text in lost[record.id]
                )
                title = self.env._("Not kept from “%(name)s”:", name=record.display_name)
                parts.append(Markup("<p>%s</p><ul>%s</ul>") % (title, items))
        return Markup().join(parts)
