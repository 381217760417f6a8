from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError


class P2itLeadStatus(models.Model):
    """A step of a lead before it is an opportunity, such as New, Contacted, Qualified."""

    _name = "p2it.lead.status"
    _description = "Lead Status"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_qualified = fields.Boolean(
        string="Counts as Qualified",
        help="A lead here is worth becoming an opportunity; the day it got here is kept.",
    )
    fold = fields.Boolean(string="Folded in Kanban")
    is_default = fields.Boolean(string="For New Leads", help="New leads begin here. At most one status does.")
    active = fields.Boolean(default=True)

    @api.constrains("is_default")
    def _check_one_default(self):
        if self.search_count([("is_default", "=", True)], limit=2) > 1:
            raise ValidationError(
                self.env._(
                    "New leads can begin in one status only. Clear “For New Leads” on the other status first."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _get_default(self):
        """:return: the status of new leads; empty when the company uses none"""
        return self.browse(self._get_default_id())

    @api.model
    @tools.ormcache()
    def _get_default_id(self):
        # sudo: cached once for everybody
        statuses = self.sudo()
        chosen = statuses.search([("is_default", "=", True)], limit=1)
        return (chosen or statuses.search([], limit=1)).id

    @api.model
    def _get_qualified(self):
        """:return: the first status that counts as qualified
        :raise UserError: when there is none
        """
        status = self.search([("is_qualified", "=", True)], limit=1)
        if not status:
            raise UserError(
                self.env._(
                    "No lead status counts as qualified, so the lead can't be qualified. An "
                    "administrator marks one under CRM / Configuration / Lead Statuses."
                )
            )
        return status
