from odoo import models
from odoo.addons.p2it_crm.models.res_partner_overview import SHOWN


class ResPartner(models.Model):
    """Extends ``res.partner``: its returns on the overview of the account, and a return of all it has."""

    _inherit = "res.partner"

    def _get_account_sections(self):
        sections = super()._get_account_sections()
        if self.env["p2it.return"].has_access("read"):
            sections.append(self._get_returns_section())
        return sections

    def _get_returns_section(self):
        returns, lines = self.env["p2it.return"], self.env["p2it.return.line"]
        domain = [
            ("partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "in", self.env.companies.ids),
        ]
        action = self._make_list_action(self.env._("Returns of %s", self.display_name), "p2it.return", domain)
        open_count = returns.search_count([*domain, ("state", "not in", ("done", "cancelled"))])
        done = [*domain, ("state", "=", "done")]
        [[count, worth]] = returns._read_group(done, [], ["__count", "amount:sum"])
        reasons = lines._read_group(done, ["reason_id"], ["__count"], order="__count DESC", limit=1)
        states = dict(returns._fields["state"]._description_selection(self.env))
        columns = [
            (self.env._("Number"), "char", lambda one: one.name),
            (self.env._("Date"), "date", lambda one: str(one.date)),
            (self.env._("Orders"), "char", lambda one: one.order_names),
            (self.env._("Status"), "char", lambda one: states.get(one.state)),
            (self.env._("Worth"), "monetary", lambda one: one.amount),
        ]
        return {
            "name": "returns",
            "title": self.env._("Returns"),
            "sequence": 32,
            "figures": [
                self._make_figure(
                    "return_open_count",
                    self.env._("Under Way"),
                    open_count,
                    action=action,
                    tone="warning" if open_count else "",
                ),
                self._make_figure("return_count", self.env._("Done"), count, action=action),
                self._make_figure(
                    "return_worth", self.env._("Worth"), worth or 0.0, "monetary", action=action
                ),
                self._make_figure(
                    "return_reason",
                    self.env._("Most Frequent Reason"),
                    reasons[0][0].name if reasons else None,
                    "char",
                ),
            ],
            "table": self._make_table(
                returns.search(domain, limit=SHOWN), columns, self.env._("Nothing has come back."), action
            ),
        }

    def action_return_goods(self):
        """Begin a return of goods of this customer.

        :return: a window action on the choice of what comes back
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env["p2it.return"].create({"partner_id": self.commercial_partner_id.id})
        return document._get_form_action()
