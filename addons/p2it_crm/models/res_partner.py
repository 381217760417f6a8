from odoo import api, fields, models
from odoo.exceptions import AccessError

LIFECYCLE_FIELDS = frozenset(
    {
        "lifecycle",
        "lifecycle_event_ids",
        "account_date",
        "account_user_id",
        "account_trigger",
        "account_document",
        "account_document_name",
    }
)
"""Fields that tell a customer's lifecycle: only the checked methods change them."""


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_group_id = fields.Many2one(
        "p2it.customer.group", index="btree_not_null", ondelete="restrict", tracking=True
    )
    area_id = fields.Many2one("p2it.area", index="btree_not_null", ondelete="restrict")
    lifecycle_event_ids = fields.One2many(
        "p2it.lifecycle.event", "partner_id", string="Lifecycle Events", readonly=True, copy=False
    )
    lifecycle = fields.Selection(
        selection=[
            ("prospect", "Prospect"),
            ("account", "Account"),
            ("stopped", "Stopped"),
        ],
        compute="_compute_lifecycle",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="Where the customer stands. Empty for the companies of this database, their users "
        "and suppliers who buy nothing.",
    )
    account_date = fields.Date(
        string="Account Since",
        compute="_compute_account",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    account_user_id = fields.Many2one(
        "res.users",
        string="Made an Account By",
        compute="_compute_account",
        store=True,
        recursive=True,
    )
    account_trigger = fields.Selection(
        selection=lambda self: self.env["p2it.lifecycle.event"]._fields["trigger"].selection,
        string="Made an Account Through",
        compute="_compute_account_document",
        compute_sudo=True,
    )
    account_document = fields.Reference(
        selection=lambda self: self.env["p2it.lifecycle.event"]._selection_document(),
        string="Document That Made the Account",
        compute="_compute_account_document",
        compute_sudo=True,
    )
    account_document_name = fields.Char(
        string="Name of That Document", compute="_compute_account_document", compute_sudo=True
    )

    @api.depends(
        "commercial_partner_id.lifecycle",
        "lifecycle_event_ids.kind",
        "partner_share",
        "ref_company_ids",
        "supplier_rank",
        "customer_rank",
        "customer_group_id",
        "employee_ids",
    )
    def _compute_lifecycle(self):
        """Follow the commercial entity; on the entity itself, the last word of its events."""
        for partner in self:
            customer = partner.commercial_partner_id
            if customer and customer != partner:
                partner.lifecycle = customer.lifecycle
            else:
                partner.lifecycle = partner._get_lifecycle()

    def _get_lifecycle(self):
        """:return: lifecycle of a commercial entity, ``False`` for who is no customer"""
        self.ensure_one()
        if self._is_own_organisation():
            return False
        events = self.lifecycle_event_ids.sorted(lambda event: (event.date, event._origin.id))
        kinds = events.mapped("kind")
        closing = [kind for kind in kinds if kind in ("stopped", "reopened")]
        if closing and closing[-1] == "stopped":
            return "stopped"
        if "account" in kinds:
            return "account"
        return False if self._is_only_supplier() else "prospect"

    def _is_own_organisation(self):
        """:return: whether the partner is a company of this database, one of its users or employees,
        also a former one, or the anonymous visitor of its site, to whom nothing is sold
        """
        self.ensure_one()
        if not self.partner_share or self.ref_company_ids:
            return True
        archived_too = self.with_context(active_test=False)
        return bool(archived_too.employee_ids) or any(
            user._is_internal() or user._is_public() for user in archived_too.user_ids
        )

    def _is_only_supplier(self):
        """:return: whether the partner sells to us and shows no sign of buying"""
        self.ensure_one()
        return bool(self.supplier_rank > 0 and not self.customer_rank and not self.customer_group_id)

    @api.depends(
        "commercial_partner_id.account_date",
        "lifecycle_event_ids.date",
        "lifecycle_event_ids.kind",
        "lifecycle_event_ids.user_id",
    )
    def _compute_account(self):
        for partner in self:
            customer = partner.commercial_partner_id
            if customer and customer != partner:
                partner.account_date = customer.account_date
                partner.account_user_id = customer.account_user_id
            else:
                event = partner._get_account_event()
                partner.account_date = event.date
                partner.account_user_id = event.user_id

    @api.depends("commercial_partner_id", "account_date")
    def _compute_account_document(self):
        for partner in self:
            event = partner.commercial_partner_id._get_account_event()
            partner.account_trigger = event.trigger
            partner.account_document = event.document
            partner.account_document_name = event.document_name

    def _get_account_event(self):
        """:return: the event that made this commercial entity an account, the first if merged"""
        events = self.lifecycle_event_ids.filtered(lambda event: event.kind == "account")
        return events.sorted(lambda event: (event.date, event._origin.id))[:1]

    sample_count = fields.Integer(string="Number of Samples", compute="_compute_sample_count")

    def _compute_sample_count(self):
        """Count the samples of each customer and of its contacts in one query."""
        counts = dict.fromkeys(self.ids, 0)
        groups = self.env["p2it.sample"]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        for holder, count in groups:
            node = holder
            while node:
                if node.id in counts:
                    counts[node.id] += count
                node = node.parent_id
        for partner in self:
            partner.sample_count = counts.get(partner.id, 0)

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "customer_group_id"]

    @api.model
    def _address_fields(self):
        return [*super()._address_fields(), "area_id"]

    @api.model
    def _formatting_address_fields(self):
        return [name for name in super()._formatting_address_fields() if name != "area_id"]

    @api.model
    def default_get(self, fields):
        """Drop defaults for the lifecycle that a client's context or own defaults bring."""
        defaults = super().default_get(fields)
        if not self.env.su:
            for name in LIFECYCLE_FIELDS:
                defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._check_lifecycle_untouched(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_lifecycle_untouched([vals])
        result = super().write(vals)
        if vals.get("parent_id") or vals.get("is_company") is False:
            self._hand_account_to_company()
        return result

    def _check_lifecycle_untouched(self, vals_list):
        """:raise AccessError: when someone writes the lifecycle instead of living it"""
        if self.env.su:
            return
        touched = sorted(LIFECYCLE_FIELDS.intersection(set().union(*vals_list)))
        if touched:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in touched)
            raise AccessError(
                self.env._(
                    "%(fields)s can't be entered: it follows from what happens with the customer "
                    "(a quotation, a sample, a purchase). Use the button “Convert to account” on "
                    "the customer, or leave these columns out of your file.",
                    fields=labels,
                )
            )
