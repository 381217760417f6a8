from odoo import fields, models


class P2itAccountSource(models.AbstractModel):
    """A document whose existence or state makes the prospect it is for an account.

    The concrete model calls ``_lock_prospects`` before and ``_convert_customers`` after whatever
    may bring such a document about, and says in ``_get_account_trigger`` what it stands for.
    """

    _name = "p2it.account.source"
    _description = "Document That Makes an Account"

    _account_trigger_fields = frozenset({"state", "partner_id"})

    def _get_account_triggers(self):
        """Tell what this document stands for, the strongest first.

        :return: list of values of ``p2it.lifecycle.event.trigger``, empty when it stands for none
        """
        self.ensure_one()
        return []

    def _get_account_lead(self):
        """:return: the lead or opportunity the document came from, if any"""
        return self.env["crm.lead"]

    def _get_account_user(self):
        """:return: who converted: the person at work, or the salesperson when a customer did it
        on the portal
        """
        self.ensure_one()
        user = self.env.user
        return user if user._is_internal() else (self.user_id or user)

    def _may_touch_account(self, vals):
        """:return: whether writing ``vals`` may make a customer an account"""
        return not self._account_trigger_fields.isdisjoint(vals)

    def _lock_prospects(self, vals):
        """Lock the prospects before the documents: customers come before orders, always."""
        # sudo: the lifecycle counts for customers the user may not read, too
        documents = self.sudo()
        partners = documents.partner_id | documents.partner_id.browse(vals.get("partner_id") or [])
        customers = partners.commercial_partner_id
        customers.filtered(lambda customer: customer._may_become_account())._lock_lifecycle()

    def _convert_customers(self):
        """Make the prospects of these documents accounts, each through its first document."""
        details = {}
        for document in self.sudo():  # sudo: as in _lock_prospects
            customer = document.partner_id.commercial_partner_id
            if customer.id in details or not customer or not customer._may_become_account():
                continue
            counting = (document.company_id or self.env.company)._get_account_triggers()
            trigger = next((t for t in document._get_account_triggers() if t in counting), None)
            if trigger:
                details[customer.id] = document._prepare_account_detail(trigger)
        if details:
            self.env["res.partner"].browse(details)._convert_to_account(None, details)

    def _prepare_account_detail(self, trigger):
        """:return: what ``_convert_to_account`` keeps of this document"""
        self.ensure_one()
        return {
            "trigger": trigger,
            "document": self,
            "lead": self._get_account_lead(),
            "date": fields.Date.context_today(self),
            "user": self._get_account_user(),
            "company": self.company_id,
        }
