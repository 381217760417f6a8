from odoo import api, fields, models
from odoo.tools import format_datetime

from ..domain.price_check import Kind
from ..price_wording import FINDING_TEXTS, say, say_rule

_GRAVE, _NOTABLE = "1_grave", "2_notable"
_SEVERITIES = {Kind.DEARER_THAN_GENERAL: _NOTABLE, Kind.ENDED: _NOTABLE}


class P2itPriceFinding(models.TransientModel):
    """What a check of a pricelist found; the next check by the same person takes its place."""

    _name = "p2it.price.finding"
    _description = "Finding in a Pricelist"
    _order = "severity, kind, sequence, id"
    _rec_name = "explanation"

    pricelist_id = fields.Many2one("product.pricelist", required=True, readonly=True, ondelete="cascade")
    item_id = fields.Many2one("product.pricelist.item", string="Rule", readonly=True, ondelete="cascade")
    other_id = fields.Many2one(
        "product.pricelist.item", string="Other Rule", readonly=True, ondelete="set null"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        selection=[
            ("never_wins", "Never wins"),
            ("no_period", "Never holds"),
            ("gone", "For something archived"),
            ("overlap", "Overlap at different prices"),
            ("dearer_step", "More costs more"),
            ("dearer_than_general", "Dearer than the general price"),
            ("ended", "Ended"),
        ],
        string="Finding",
        readonly=True,
    )
    severity = fields.Selection(selection=[(_GRAVE, "To correct"), (_NOTABLE, "To look at")], readonly=True)
    rule = fields.Text(string="Rule in Words", readonly=True)
    explanation = fields.Text(string="Why, and What To Do", readonly=True)

    @api.model
    def _replace_findings(self, pricelist, found):
        """Keep what was found for the person who checked, instead of what was found before.

        :param found: list of ``Finding`` of the pricelist
        :return: the new records; three queries more than reading what the rules say
        """
        # sudo: what a check found is made by the server alone; nobody has the right to enter it
        findings = self.sudo()
        findings.search([("pricelist_id", "=", pricelist.id), ("create_uid", "=", self.env.uid)]).unlink()
        items = self.env["product.pricelist.item"].sudo()  # sudo: as the check itself
        ids = {item_id for one in found for item_id in (one.rule_id, one.other_id) if item_id}
        rules = {item.id: item for item in items.browse(sorted(ids))}
        return findings.create(
            [
                {
                    "pricelist_id": pricelist.id,
                    "sequence": place,
                    "item_id": one.rule_id,
                    "other_id": one.other_id,
                    "kind": one.kind.value,
                    "severity": _SEVERITIES.get(one.kind, _GRAVE),
                    "rule": say_rule(self.env, rules[one.rule_id]),
                    "explanation": self._explain(one, rules),
                }
                for place, one in enumerate(found)
            ]
        ).sudo(self.env.su)

    @api.model
    def _explain(self, one, rules):
        """:return: what is wrong with a rule and what to do"""
        item, other = rules[one.rule_id], rules.get(one.other_id)
        together = one.kind is Kind.NEVER_WINS and one.others > 1
        return say(
            self.env,
            FINDING_TEXTS["never_wins_together" if together else one.kind.value],
            other=say_rule(self.env, other) if other else "",
            count=one.others,
            price=item.with_env(self.env).sudo().price,
            other_price=other.with_env(self.env).sudo().price if other else "",
            date_to=format_datetime(self.env, item.date_end) if item.date_end else "",
        )

    def _get_list_action(self, pricelist):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of “%s”", pricelist.display_name),
            "res_model": self._name,
            "view_mode": "list,kanban",
            "domain": [("pricelist_id", "=", pricelist.id), ("create_uid", "=", self.env.uid)],
            "context": {"search_default_groupby_kind": 1},
        }

    def action_open_rule(self):
        """Open the rule, to correct it."""
        return self._open_rule(self.item_id)

    def action_open_other(self):
        """Open the other rule, to correct that one."""
        return self._open_rule(self.other_id)

    def _open_rule(self, item):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price Rule"),
            "res_model": item._name,
            "res_id": item.id,
            "views": [(self.env.ref("product.product_pricelist_item_form_view").id, "form")],
            "target": "new",
        }
