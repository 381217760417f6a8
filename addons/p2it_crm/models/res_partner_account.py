from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date


class ResPartner(models.Model):
    """Extends ``res.partner`` with how a prospect becomes an account, by itself or by hand."""

    _inherit = "res.partner"

    def action_convert_to_account(self):
        """Convert the customers by hand; contacts stand for the company they belong to.

        :return: ``True``
        :raise AccessError: for who may not work on these customers
        :raise UserError: naming each customer that can't be converted and why; none is converted
        """
        customers = self.commercial_partner_id
        customers._check_may_convert()
        customers._lock_lifecycle()
        blockers = customers._get_account_blockers()
        refused = [
            self.env._("%(customer)s: %(reasons)s", customer=name, reasons=" ".join(reasons))
            for name, reasons in (
                (customer.display_name or self.env._("No name"), blockers[customer]) for customer in customers
            )
            if reasons
        ]
        if refused:
            raise UserError("\n".join(refused))
        customers._convert_to_account("manual")
        return True

    def _check_may_convert(self):
        """:raise AccessError: unless the user sells and may change these customers"""
        if not self.env.user.has_group("p2it_crm.group_salesperson"):
            raise AccessError(
                self.env._(
                    "Only salespeople and their managers convert customers to accounts. Ask an "
                    "administrator for the role Salesperson of P2IT Customer Management."
                )
            )
        self.check_access("write")

    def _get_account_blockers(self):
        """Tell why customers can't be converted by hand.

        Hook: other addons add their own reasons to the lists.

        :return: ``{commercial partner: list of sentences}``, an empty list where nothing blocks
        """
        reachable = self._get_reachable_customers()
        return {
            customer: customer._get_account_blockers_of_lifecycle()
            or customer._get_account_blockers_of_data(customer in reachable)
            for customer in self
        }

    def _get_account_blockers_of_lifecycle(self):
        self.ensure_one()
        customer = self.sudo()  # whether it is a user's or a company's partner is no secret here
        if customer.lifecycle == "account":
            return [
                self.env._(
                    "It is an account already, since %(date)s.",
                    date=format_date(self.env, customer.account_date),
                )
            ]
        if customer.lifecycle == "stopped":
            return [self.env._("Care for it was stopped. It must be reopened first.")]
        if customer._is_own_organisation():
            return [self.env._("It is a company or a user of this database, not a customer.")]
        if customer._is_only_supplier():
            return [self.env._("It is a supplier. Give it a customer group if it also buys from you.")]
        return []

    def _get_account_blockers_of_data(self, is_reachable):
        self.ensure_one()
        reasons = []
        if not self.active:
            reasons.append(self.env._("It is archived. Unarchive it first."))
        if not (self.name or "").strip():
            reasons.append(self.env._("It has no name. Enter one."))
        if not is_reachable:
            reasons.append(
                self.env._("Neither it nor any of its contacts has a phone or an e-mail. Enter one.")
            )
        return reasons

    def _get_reachable_customers(self):
        """:return: those with a phone or an e-mail, their own or a contact's; one query"""
        reachable = self.filtered(lambda customer: customer.phone or customer.email)
        contacts = self.sudo()._read_group(
            [
                ("commercial_partner_id", "in", (self - reachable).ids),
                "|",
                ("phone", "!=", False),
                ("email", "!=", False),
            ],
            ["commercial_partner_id"],
        )
        return reachable + self.browse(customer.id for [customer] in contacts)

    def _may_become_account(self):
        """:return: whether a transaction makes this commercial entity an account

        A transaction is a fact: missing data or a supplier's past don't undo it, being stopped or
        being one of us does.
        """
        self.ensure_one()
        if self.lifecycle:
            return self.lifecycle == "prospect"
        return not self._is_own_organisation()

    def _lock_lifecycle(self):
        """Wait for whoever else is converting the same customers.

        Rows are taken by id, so that two batches can't wait for each other. If the other one
        committed, the database refuses our older snapshot and Odoo repeats the whole request.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )

    @api.model
    def _prepare_lifecycle_event_vals(self, customer, trigger, detail):
        document = detail.get("document")
        company = detail.get("company") or self.env.company
        return {
            "partner_id": customer.id,
            "kind": "account",
            "trigger": trigger,
            "date": detail.get("date") or fields.Date.context_today(self),
            "user_id": (detail.get("user") or self.env.user).id,
            "company_id": company.id,
            "res_model": document._name if document else False,
            "res_id": document.id if document else False,
            "document_name": document.display_name if document else False,
        }

    def _convert_to_account(self, trigger, details=None, tell=True):
        """Make these customers accounts, whoever asks; those that are accounts stay as they are.

        Private: callers have checked that it may happen. The number of queries does not depend on
        the number of customers.

        :param str trigger: a value of ``p2it.lifecycle.event.trigger``, or ``None`` when each of
            the details has its own
        :param dict details: ``{id of the customer: {"trigger", "document", "lead", "date",
            "user", "company"}}``, each of them optional
        :param bool tell: whether to say so in the chatter of customers and leads
        :return: the customers converted now
        :rtype: recordset of ``res.partner``
        """
        details = details or {}
        # sudo: the lifecycle is written by what happened, not by what the user may write
        customers = self.commercial_partner_id.sudo()
        candidates = customers.filtered(lambda customer: customer._may_become_account())
        candidates._lock_lifecycle()
        self.env["p2it.lifecycle.event"].sudo().create(
            [
                self._prepare_lifecycle_event_vals(
                    customer,
                    details.get(customer.id, {}).get("trigger", trigger),
                    details.get(customer.id, {}),
                )
                for customer in candidates
            ]
        )
        if tell and candidates:
            candidates._tell_account(details)
        return candidates.with_env(self.env)

    def _hand_account_to_company(self):
        """Let a company be the account that a person was who now belongs to it.

        Their transactions count for the company from now on, so the fact moves along.
        """
        details = {}
        for partner in self.sudo():  # sudo: as in _convert_to_account
            company, event = partner.commercial_partner_id, partner._get_account_event()
            if company != partner and partner._brings_account(event) and company._may_become_account():
                details[company.id] = {
                    "trigger": event.trigger,
                    "document": event.document,
                    "date": event.date,
                    "user": event.user_id,
                    "company": event.company_id,
                }
        self.browse(details)._convert_to_account(None, details)

    def _brings_account(self, event):
        """:return: whether the event stands on a document that still is this person's

        Else moving a contact about would make an account of one company after the other.
        """
        document = event.document.exists() if event.document else None
        return bool(document) and document.partner_id == self

    def action_view_samples(self):
        """Open the samples of these customers and their contacts.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_samples")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _tell_account(self, details):
        """Write into the chatter of customers and of their open leads what made them accounts."""
        bodies = {
            customer.id: self._get_account_message(customer, details.get(customer.id, {}))
            for customer in self
        }
        self._message_log_batch(bodies)
        customer_by_lead = self._get_leads_to_tell(details)
        self.env["crm.lead"].sudo().browse(customer_by_lead)._message_log_batch(
            {lead_id: bodies[customer_id] for lead_id, customer_id in customer_by_lead.items()}
        )

    @api.model
    def _get_account_message(self, customer, detail):
        document = detail.get("document")
        if not document:
            return self.env._("%(customer)s is an account now.", customer=customer._get_html_link())
        return self.env._(
            "%(customer)s is an account now, through %(document)s.",
            customer=customer._get_html_link(),
            document=document._get_html_link(),
        )

    def _get_leads_to_tell(self, details):
        """Find the leads behind these customers: the document's own, and every one still open.

        :return: ``{id of the lead: id of the customer}``
        """
        # sudo: a colleague's lead hears of it too
        leads = self.env["crm.lead"].sudo()
        open_leads = leads.search_fetch(
            [("partner_id.commercial_partner_id", "in", self.ids), ("won_status", "=", "pending")],
            ["partner_id"],
        )
        found = {lead.id: lead.partner_id.commercial_partner_id.id for lead in open_leads}
        for customer in self:
            lead = details.get(customer.id, {}).get("lead")
            if lead:
                found[lead.id] = customer.id
        return found
