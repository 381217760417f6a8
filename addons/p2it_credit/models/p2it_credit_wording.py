from odoo import api, models, tools
from odoo.tools.misc import formatLang

from ..domain.credit_check import LIMIT, OVERDUE


class P2itCreditWording(models.AbstractModel):
    """Says in words why an order is held, whose terms these are, who can release it and what to do next."""

    _name = "p2it.credit.wording"
    _description = "Credit in Words"

    @api.model
    def _describe(self, verdict):
        """:return: the reasons of a verdict in words, one a line; what is left where nothing holds"""
        lines = [self._describe_reason(verdict, *row) for row in verdict.reasons]
        lines += [
            self.env._("%s (released)", self._describe_reason(verdict, *row)) for row in verdict.released
        ]
        return "\n".join(lines or self._describe_free(verdict))

    @api.model
    def _describe_reason(self, verdict, reason, term, account):
        """:return: one reason in words"""
        values = {
            "customer": self._get_name(account),
            "figure": self._format(float(reason.figure), verdict.currency),
            "bound": self._format(float(reason.bound), verdict.currency),
            "excess": self._format(float(reason.excess), verdict.currency),
            "terms": self._describe_terms(term),
        }
        if reason.kind == LIMIT:
            return self.env._(
                "“%(customer)s” would owe %(figure)s, %(excess)s over the limit of %(bound)s (%(terms)s): "
                "%(parts)s.",
                parts=self._describe_parts(verdict, account),
                **values,
            )
        if reason.kind == OVERDUE:
            since = verdict.exposures[account].due_since
            return self.env._(
                "“%(customer)s”: %(figure)s are overdue by more than %(days)s days, the oldest since "
                "%(date)s; %(bound)s are tolerated (%(terms)s).",
                days=term.values[0],
                date=tools.format_date(self.env, since) if since else "–",
                **values,
            )
        return self.env._(
            "“%(customer)s” pays %(percent)g %% first, %(figure)s: %(bound)s have come, %(excess)s are "
            "missing (%(terms)s).",
            percent=term.values,
            **values,
        )

    @api.model
    def _describe_free(self, verdict):
        """:return: list with what is left of the nearest limit"""
        for term in verdict.terms.limits[:1]:
            account = verdict.terms.get_account(term)
            company = verdict.order.company_id
            limit = self.env["p2it.credit.check"]._get_amount(term, term.values, company)
            owed = verdict.standings[account].owed + verdict.open_amount
            yield self.env._(
                "With this order “%(customer)s” owes %(owed)s of %(limit)s: %(left)s are left.",
                customer=self._get_name(account),
                owed=self._format(owed, verdict.currency),
                limit=self._format(limit, verdict.currency),
                left=self._format(limit - owed, verdict.currency),
            )

    @api.model
    def _describe_parts(self, verdict, account):
        exposure, standing = verdict.exposures[account], verdict.standings[account]
        named = {
            self.env._("invoices"): exposure.parts["invoices"],
            self.env._("money not yet matched"): exposure.parts["payments"],
            self.env._("of it kept for other quotations"): standing.kept,
            self.env._("orders not yet invoiced"): exposure.parts["orders"] + standing.beside,
            self.env._("quotations"): exposure.parts["drafts"],
            self.env._("confirmed in the same go"): standing.taken,
            self.env._("this order"): verdict.open_amount,
        }
        return ", ".join(
            f"{name} {self._format(amount, verdict.currency)}"
            for name, amount in named.items()
            if not verdict.currency.is_zero(amount)
        )

    @api.model
    def _describe_terms(self, term):
        # sudo: whose terms hold is told to who works on the order
        policy = self.env["p2it.credit.policy"].sudo().browse(term.policy.key)
        until = f", {tools.format_date(self.env, policy.date_to)}" if policy.date_to else ""
        if policy.partner_id:
            return self.env._("terms of “%(name)s”%(until)s", name=policy.partner_id.name, until=until)
        if policy.group_id:
            return self.env._(
                "terms of the group “%(name)s”%(until)s", name=policy.group_id.complete_name, until=until
            )
        return self.env._("terms of the company%(until)s", until=until)

    @api.model
    def _get_name(self, partner_id):
        # sudo: the order's own customer, or the company above it
        return self.env["res.partner"].sudo().browse(partner_id).name

    @api.model
    def _format(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _get_releasers(self):
        """:return: who can release a hold, in words"""
        kinds = self.env["p2it.approval.type"]
        # sudo: who asks may not read how types are set up
        steps = kinds.sudo().browse(kinds._get_gate_kinds("credit")).step_ids
        if steps:
            return ", ".join(dict.fromkeys(steps.mapped("name")))
        group = self.env.ref("p2it_credit.group_manager").sudo()  # sudo: names of colleagues
        people = group.all_user_ids.filtered(lambda user: user.active and not user.share)
        return ", ".join(people.sorted("name")[:5].mapped("name")) or group.name
