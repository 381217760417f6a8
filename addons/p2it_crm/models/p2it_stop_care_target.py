from odoo import api, fields, models


class P2itStopCareTarget(models.AbstractModel):
    """Mixin of what is closed by an agreed stop-care request only, where a company asks for it.

    Whose rule holds doesn't depend on the company in which the user happens to work, which a client
    chooses, and moving to another company is no way out: the rule that held goes along.

    The concrete model has ``company_id`` and ``user_id``, the salesperson.
    """

    _name = "p2it.stop.care.target"
    _inherit = "p2it.guard.mixin"
    _description = "Target of Stop-Care Requests"

    stop_care_company_id = fields.Many2one(
        "res.company",
        string="Closed as in",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="A company it was in before, where care is stopped by agreement only. That still holds.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"stop_care_company_id"}

    def write(self, vals):
        harmless = vals.keys().isdisjoint(self._get_stop_care_fields())
        if harmless or not self.env.company.sudo().is_stop_care_anywhere:
            return super().write(vals)
        before = {record: record._get_stop_care_companies() for record in self.sudo()}  # sudo: settings
        result = super().write(vals)
        for record, companies in before.items():
            record._keep_stop_care_company(companies)
        return result

    @api.model
    def _get_stop_care_fields(self):
        """Hook: each model adds its own to those of ``super()``.

        :return: names of fields that decide in which companies it is closed by agreement only
        :rtype: frozenset
        """
        return frozenset(("company_id", "user_id"))

    def _get_stop_care_companies(self):
        """Tell which companies let this one be closed by agreement only.

        What belongs to no company belongs to all those where its salesperson or the user may work.

        :return: recordset of ``res.company``
        """
        self.ensure_one()
        if not self.env.company.sudo().is_stop_care_anywhere:
            return self.env["res.company"]
        target = self.sudo()  # sudo: settings of companies the user may not enter
        companies = target.company_id or (target.user_id.company_ids | self.env.user.sudo().company_ids)
        return (companies | target.stop_care_company_id).filtered("stop_care_required")

    def _keep_stop_care_company(self, companies):
        """Take the rule along when the record has left all companies that ask for an agreement.

        :param companies: those that asked for it until now
        """
        self.ensure_one()
        if companies and not self._get_stop_care_companies():
            self.sudo().stop_care_company_id = companies[0]  # sudo: written by the server alone
