from odoo import api, models
from odoo.exceptions import UserError


class P2itDispatchGuard(models.AbstractModel):
    """Keeps people from making by hand what only validating a transfer makes: goods that have left.

    Judged before and after a change, on what is there: defaults, context keys and what the same call changes
    besides count. What stock's own code writes while it moves goods is its own.
    """

    _name = "p2it.dispatch.guard"
    _description = "Record of Goods That Left"

    _left_fields = frozenset()
    """What nobody changes by hand once the goods have left."""

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if records._is_guarded():
            records._filter_held()._refuse_by_hand()
        return records

    def write(self, vals):
        if self._left_fields.isdisjoint(vals) or not self._is_guarded():
            return super().write(vals)
        before = self._filter_held()
        result = super().write(vals)
        (before | self._filter_held())._refuse_by_hand()
        return result

    def _is_guarded(self):
        """:return: whether it is a person who writes, and a gate stands"""
        kinds = self.env["p2it.approval.type"]
        return not self.env.su and kinds._holds_goods() and not kinds._is_dispatching()

    def _filter_held(self):
        """:return: those whose goods left and that a gate concerns"""
        left = self.sudo()._filter_left()  # sudo: judged whatever the user may read
        if not left:
            return self.browse()
        transfers = left._get_transfers()
        held = transfers._filter_watched()
        kinds = self.env["p2it.approval.type"]
        concerned = left.filtered(
            lambda record: (
                record._get_transfers() & held
                if record._get_transfers()
                else kinds._holds_company(record.company_id)
            )
        )
        return self.browse(concerned.ids)

    def _filter_left(self):
        """Extended by each model.

        :return: those that are done and whose goods left the company
        """
        return self.browse()

    def _get_transfers(self):
        """Extended by each model.

        :return: their transfers
        """
        return self.env["stock.picking"]

    def _refuse_by_hand(self):
        """:raise UserError: when there are any"""
        if self:
            # sudo: named to who works on it
            names = self.sudo().mapped(lambda record: record._get_transfers().name or record.display_name)
            raise UserError(
                self.env._(
                    "%(names)s: goods leave the company by validating the transfer, and what has left is not "
                    "changed by hand. To correct it, make a return or another transfer, with an approval of "
                    "its own.",
                    names=", ".join(sorted(set(names))[:10]),
                )
            )
