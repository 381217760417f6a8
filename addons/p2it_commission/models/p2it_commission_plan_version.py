from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command, api, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

_HAS_NONE = "p2it_commission.has_no_plan"
"""Where a cursor keeps that no plan is in force."""


class _NoPlanError(Exception):
    """No plan is in force."""


class P2itCommissionPlan(models.Model):
    """Extends ``p2it.commission.plan`` with the life of a version: confirmed, followed, withdrawn."""

    _inherit = "p2it.commission.plan"

    # === WHETHER COMMISSION IS PAID === #

    def write(self, vals):
        """Override to look anew at whether commission is paid at all."""
        result = super().write(vals)
        if "state" in vals:
            self.env.registry.clear_cache()
            self.env.cr.cache.pop(_HAS_NONE, None)
        return result

    @api.model
    def _has_any_in_force(self):
        """Tell whether a plan is in force; without one orders are as in Odoo.

        That there is none is remembered for a transaction only: one that began before the first plan was
        confirmed must not have its answer hold for others.

        :rtype: bool
        """
        if self.env.cr.cache.get(_HAS_NONE):
            return False
        try:
            return self._find_any_in_force()
        except _NoPlanError:
            self.env.cr.cache[_HAS_NONE] = True
            return False

    @api.model
    @tools.ormcache()
    def _find_any_in_force(self):
        """:raise _NoPlanError: where there is none, which is not remembered"""
        # sudo: plans hold for who may not read them
        if not self.sudo().search_count([("state", "=", "confirmed")], limit=1):
            raise _NoPlanError
        return True

    # === ACTIONS === #

    def action_confirm(self):
        """Put drafts in force.

        :raise UserError: for a version without rules, or one that overlaps another
        """
        self.check_access("write")
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            plan._check_complete()
            plan._lock_versions()
            plan._check_no_overlap()
            plan._check_no_twin()
            plan.sudo().state = "confirmed"  # sudo: the write of the state itself is guarded
        return True

    def action_withdraw(self):
        """Withdraw versions under which nothing was earned.

        :raise UserError: when there are entries
        """
        self.check_access("write")
        for plan in self.filtered(lambda plan: plan.state == "confirmed"):
            plan._lock_versions()
            if plan.sudo().entry_count:  # sudo: entries of everybody count
                raise UserError(
                    self.env._(
                        "Commission was computed by %(plan)s. It can't be withdrawn; confirm a new version "
                        "that begins where this one shall end.",
                        plan=plan.display_name,
                    )
                )
            plan.sudo().state = "cancel"  # sudo: the write of the state itself is guarded
            self.env["p2it.commission.touched"]._mark_all()
        return True

    def action_new_version(self):
        """Copy this version into the next year, as a draft.

        :return: action to open it
        """
        self.ensure_one()
        self.check_access("write")
        plan = self.copy(self._prepare_next_version_vals())
        # sudo: version and predecessor are guarded
        last = max(self.root_id.sudo().search([("root_id", "=", self.root_id.id)]).mapped("version"))
        plan.sudo().write({"previous_id": self.id, "version": last + 1})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": plan.id,
            "views": [(False, "form")],
        }

    def action_compute(self):
        """Compute the ledger of the plans' companies now.

        :return: a notification that says how many entries were added
        """
        self.env["p2it.commission.entry"]._check_may_compute()
        engine = self.env["p2it.commission.engine"].sudo()  # sudo: the engine writes the ledger, nobody else
        added = sum(engine.run(company, is_whole=True) for company in self.company_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s entries added.", count=added),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_entries(self):
        """:return: action that lists what was earned under these versions"""
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_commission.action_commission_entry")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {}}

    def _get_tiers(self, user, period_start, rule=None):
        """Tell by which steps somebody's total of a period is paid.

        :param rule: of this plan, whose tiers; the plan's accelerators if None
        :return: (``Tiers``, the person's target or 0)
        """
        self.ensure_one()
        owner = rule or self
        own = self.target_ids.filtered(lambda one: one.user_id == user and one.date_from == period_start)
        plain = rule._get_plain_value() if rule else 100
        return owner.tier_ids._to_domain(plain, owner.tier_mode, own.amount), own.amount or 0

    def _prepare_next_version_vals(self):
        begins = self.date_to + timedelta(days=1) if self.date_to else self.date_from + relativedelta(years=1)
        ends = begins + (self.date_to - self.date_from) if self.date_to else False
        if self.date_to and begins.month == self.date_from.month and begins.day == self.date_from.day:
            ends = begins + relativedelta(years=1, days=-1)
        return {"name": self.name, "date_from": begins, "date_to": ends, "target_ids": [Command.clear()]}

    def _check_complete(self):
        if not self.rule_ids:
            raise UserError(
                self.env._(
                    "%(plan)s has no rules yet: add at least one, then confirm.", plan=self.display_name
                )
            )

    def _lock_versions(self):
        """Lock all versions of these plans, so that two confirmations see each other."""
        self.flush_recordset()
        self.root_id.sudo().lock_for_update()  # sudo: a lock changes nothing

    def copy_data(self, default=None):
        """Override to tell a duplicate from a next version, which has the name of the first."""
        vals_list = super().copy_data(default)
        for plan, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", plan.name)
        return vals_list

    def _check_no_twin(self):
        """:raise ValidationError: for a second plan of this name, by which every sale would be paid twice"""
        # sudo: plans hold for who may not read them
        twin = self.sudo().search(
            [
                *(("name", "=", self.name), ("company_id", "=", self.company_id.id)),
                *(("root_id", "!=", self.root_id.id), ("state", "=", "confirmed")),
                *("|", ("date_to", "=", False), ("date_to", ">=", self.date_from)),
                *([("date_from", "<=", self.date_to)] if self.date_to else []),
            ],
            limit=1,
        )
        if twin:
            raise ValidationError(
                self.env._(
                    "Another plan, %(plan)s, is in force under this name: both would pay for the same sales. "
                    "To go on with that one use its button “New Version”; two plans that both pay have two "
                    "names.",
                    plan=twin.display_name,
                )
            )

    def _check_no_overlap(self):
        """:raise ValidationError: when another version holds on the same days"""
        for other in self.search([("root_id", "=", self.root_id.id), ("state", "=", "confirmed")]) - self:
            clashes = (
                self.date_from <= other.date_from <= (self.date_to or other.date_from)
                or other.date_from == self.date_from
                or (other.date_to and other.date_from < self.date_from <= other.date_to)
            )
            if clashes:
                raise ValidationError(
                    self.env._(
                        "%(plan)s would begin on %(date)s, while %(other)s holds. Let it begin after that "
                        "one's last day.",
                        plan=self.display_name,
                        date=format_date(self.env, self.date_from),
                        other=other.display_name,
                    )
                )
