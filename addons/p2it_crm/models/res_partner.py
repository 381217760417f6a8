from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

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

_LIFECYCLE_CAUSES = (
    "lifecycle_event_ids.kind",
    "partner_share",
    "ref_company_ids",
    "supplier_rank",
    "customer_rank",
    "customer_group_id",
    "employee_ids",
)
"""What the lifecycle of a commercial entity, and so that of its contacts, follows from."""

_OWN_LINKS = ("ref_company_ids", "employee_ids", "user_ids")
"""What points at the partners of this database's companies, employees and users."""


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
        index="btree_not_null",
        help="Where the customer stands. Empty for the companies of this database, their users "
        "and suppliers who buy nothing.",
    )
    account_date = fields.Date(
        string="Account Since",
        compute="_compute_account",
        store=True,
        index="btree_not_null",
    )
    account_user_id = fields.Many2one(
        "res.users",
        string="Made an Account By",
        compute="_compute_account",
        store=True,
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

    # Contacts depend on the events themselves, not on the entity's own lifecycle: then one search finds
    # all that a new event changes, and not one for each field.
    @api.depends(*(f"commercial_partner_id.{cause}" for cause in _LIFECYCLE_CAUSES))
    def _compute_lifecycle(self):
        """Follow the commercial entity: the last word of its events."""
        own_organisations = (self.commercial_partner_id | self)._filter_own_organisations()
        for partner in self:
            customer = partner.commercial_partner_id or partner
            partner.lifecycle = customer not in own_organisations and customer._get_lifecycle()

    def _get_lifecycle(self):
        """:return: lifecycle of a commercial entity that is not our own, ``False`` for a mere supplier"""
        self.ensure_one()
        events = self.lifecycle_event_ids.sorted(lambda event: (event.date, event._origin.id))
        kinds = events.mapped("kind")
        closing = [kind for kind in kinds if kind in ("stopped", "reopened")]
        if closing and closing[-1] == "stopped":
            return "stopped"
        if "account" in kinds:
            return "account"
        return False if self._is_only_supplier() else "prospect"

    def _is_own_organisation(self):
        """:return: whether nothing is sold to the partner, for it is one of us"""
        self.ensure_one()
        return bool(self._filter_own_organisations())

    def _filter_own_organisations(self):
        """Find companies of this database, its users and employees, also former ones, and the anonymous
        visitor of its site. One query at most, whatever the number of partners.

        :return: those of the partners that are one of us
        """
        ours = self.filtered(lambda partner: not partner.partner_share)
        # What was created just now has its links in memory, and asks the database nothing.
        archived_too = (self - ours).with_context(active_test=False)
        known = archived_too.filtered(lambda partner: all(name in partner._cache for name in _OWN_LINKS))
        found = known.filtered(lambda partner: partner._has_own_link())
        unknown = archived_too - known
        found |= unknown._search_own_links() if unknown else unknown
        return self.filtered(lambda partner: partner in ours or partner.id in found._ids)

    def _has_own_link(self):
        self.ensure_one()
        return bool(self.ref_company_ids or self.employee_ids) or any(
            user._is_internal() or user._is_public() for user in self.user_ids
        )

    def _search_own_links(self):
        """:return: as ``_has_own_link``, read from the database for all of them at once"""
        reference = self.env["ir.model.data"]._xmlid_to_res_id
        groups = [reference(f"base.group_{name}") for name in ("user", "public")]
        links = [
            Domain("ref_company_ids", "!=", False),
            Domain("employee_ids", "!=", False),
            Domain("user_ids.all_group_ids", "in", groups),
        ]
        # sudo: that somebody is one of us counts, whoever asks
        found = self.sudo().search(Domain("id", "in", self._origin.ids) & Domain.OR(links), order="id")
        return self.filtered(lambda partner: partner._origin.id in found._ids)

    def _is_only_supplier(self):
        """:return: whether the partner sells to us and shows no sign of buying"""
        self.ensure_one()
        return bool(self.supplier_rank > 0 and not self.customer_rank and not self.customer_group_id)

    @api.depends(
        "commercial_partner_id.lifecycle_event_ids.date",
        "commercial_partner_id.lifecycle_event_ids.kind",
        "commercial_partner_id.lifecycle_event_ids.user_id",
    )
    def _compute_account(self):
        for partner in self:
            event = (partner.commercial_partner_id or partner)._get_account_event()
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
