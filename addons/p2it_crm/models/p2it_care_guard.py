from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..domain.geo import get_distance, is_position

_DERIVED_FIELDS = frozenset(
    (
        *("activity_id", "customer_id", "is_corrected"),
        *("distance", "customer_latitude", "customer_longitude"),
    )
)
"""What the server finds out by itself."""

FROZEN_FIELDS = _DERIVED_FIELDS | frozenset(
    ("user_id", "company_id", "latitude", "longitude", "accuracy", "corrects_id")
)
"""What was true at the moment of recording: nobody changes it, not even the author on the same day."""


class P2itCare(models.Model):
    """Extends ``p2it.care`` with what keeps an entry true: its author, its day, its files, its place."""

    _name = "p2it.care"
    _inherit = ["p2it.care", "p2it.guard.mixin"]

    stop_care_ids = fields.Many2many(
        "p2it.stop.care",
        "p2it_stop_care_evidence_rel",
        "care_id",
        "stop_care_id",
        string="Stop-Care Requests It Is Evidence For",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | _DERIVED_FIELDS | {"stop_care_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_author(vals)
        entries = super().create(vals_list)
        entries._check_documents_readable()
        for care in entries:
            care._freeze_customer_position()
        entries._claim_attachments()
        entries._schedule_next_step()
        return entries

    def write(self, vals):
        if not self.env.su:
            frozen = sorted(FROZEN_FIELDS.intersection(vals))
            if frozen:
                labels = ", ".join(self._fields[name]._description_string(self.env) for name in frozen)
                raise AccessError(
                    self.env._(
                        "%(fields)s can't be changed: it is kept as it was at the moment of recording.",
                        fields=labels,
                    )
                )
            self._check_open()
            self._check_no_evidence()
        result = super().write(vals)
        if not vals.keys().isdisjoint(("lead_id", "partner_id", "order_id")):
            self._check_documents_readable()
        if "attachment_ids" in vals:
            self._claim_attachments()
        return result

    @api.model
    def _check_author(self, vals):
        """:raise AccessError: when an entry is written in somebody else's name"""
        author = vals.get("user_id") or self.env.context.get("default_user_id") or self.env.uid
        if not self.env.su and author != self.env.uid:
            raise AccessError(self.env._("Care is recorded by who did it. Ask your colleague to record it."))
        vals.setdefault("user_id", self.env.uid)

    def _check_documents_readable(self):
        """:raise AccessError: for care of somebody whom the author may not see"""
        for name in ("lead_id", "partner_id", "order_id"):
            if self[name]:
                self[name].check_access("read")

    def _check_open(self):
        """Say it in words; that it holds on every way is the record rule's doing.

        :raise UserError: for entries whose day is over
        """
        locked = self.filtered("is_locked")
        if locked:
            raise UserError(
                self.env._(
                    "“%(entry)s” was recorded on an earlier day and is history now. Use “Correct” to "
                    "write a new entry that takes its place.",
                    entry=locked[0].display_name,
                )
            )

    def _check_no_evidence(self):
        """:raise UserError: for entries on which somebody decides, or has decided, to stop care"""
        # sudo: whose request it is doesn't matter
        asked = self.sudo().stop_care_ids.filtered(lambda request: request.state in ("requested", "approved"))
        if asked:
            raise UserError(
                self.env._(
                    "It is evidence for “%(request)s” and stays as it was then. Withdraw the request, or "
                    "correct the entry from tomorrow on.",
                    request=asked[0].display_name,
                )
            )

    def _freeze_customer_position(self):
        """Keep how far from the customer's pin it was recorded: a pin moved later changes nothing."""
        self.ensure_one()
        customer = self.sudo().partner_id  # sudo: the pin of whom the entry is for
        place = customer if is_position(*self._get_pin(customer)) else customer.commercial_partner_id
        pin = self._get_pin(place)
        if is_position(self.latitude, self.longitude) and is_position(*pin):
            self.sudo().write(  # sudo: frozen fields
                {
                    "customer_latitude": pin[0],
                    "customer_longitude": pin[1],
                    "distance": get_distance((self.latitude, self.longitude), pin),
                }
            )

    @api.model
    def _get_pin(self, partner):
        return (partner.partner_latitude, partner.partner_longitude)

    def _claim_attachments(self):
        """Make the files part of the entry, so that they are locked with it.

        What the author has just uploaded is taken over; a file of another document is copied.

        :raise AccessError: for a file that the author may not read
        """
        for care in self:
            # sudo: to see what was linked; whether the author may read it is checked right below
            foreign = care.sudo().attachment_ids.filtered(
                lambda file, care=care: (file.res_model, file.res_id) != (care._name, care.id)
            )
            foreign.sudo(self.env.su).check_access("read")
            fresh = foreign.filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
            fresh.write({"res_model": care._name, "res_id": care.id})
            for file in foreign - fresh:
                copy = file.copy({"res_model": care._name, "res_id": care.id, "name": file.name})
                care.sudo().attachment_ids = [fields.Command.unlink(file.id), fields.Command.link(copy.id)]

    def _schedule_next_step(self):
        """Plan what the author promised, on the lead or the customer."""
        for care in self.filtered(lambda care: care.next_date and not care.corrects_id):
            document = care.lead_id or care.partner_id
            document.activity_schedule(
                activity_type_id=(care.next_activity_type_id or care.activity_type_id).id,
                date_deadline=care.next_date,
                summary=care.next_note or False,
                user_id=care.user_id.id,
            )
