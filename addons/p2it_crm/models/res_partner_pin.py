from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ..domain.geo import is_position
from .p2it_pin_log import PIN_METHODS

_DIGITS = 7
_CLAIMS = ("device", "address", "hand")
_COORDINATES = frozenset(("partner_latitude", "partner_longitude"))
_DECIDING = _COORDINATES | {"street", "zip", "city", "state_id", "country_id"}
"""What moves a pin: Odoo takes it away when one of the others is written."""
_found_by = ContextVar("p2it_crm.pin_found_by", default=None)
"""How the server itself is finding positions right now; no client reaches it."""


class ResPartner(models.Model):
    """Extends ``res.partner``: a pin that moves is logged with the old one, whatever way it comes.

    It acts in ``create`` and ``write``, which the form, RPC, import, ``geo_localize`` and the merge
    of contacts all go through.
    """

    _inherit = "res.partner"

    pin_method = fields.Selection(
        PIN_METHODS, string="Position Known By", copy=False, help="How the position on the map was found."
    )
    pin_accuracy = fields.Float(
        string="Accuracy of the Position", copy=False, aggregator=None, help="Of the device, in metres."
    )
    pin_claim = fields.Selection(
        [("device", "Position of the Device"), ("address", "Found by the Address"), ("hand", "By Hand")],
        compute="_compute_pin_claim",
        inverse="_inverse_pin_claim",
        copy=False,
        help="What a form or a script says of the position it brings. It is kept in the log.",
    )
    pin_log_ids = fields.One2many("p2it.pin.log", "partner_id", string="Changes of the Position")
    pin_log_count = fields.Integer(
        string="Number of Changes of the Position", compute="_compute_pin_log_count"
    )

    def _compute_pin_log_count(self):
        counts = dict(
            self.env["p2it.pin.log"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.pin_log_count = counts.get(partner._origin, 0)

    def _compute_pin_claim(self):
        """Always empty, so that a form sends it each time."""
        self.pin_claim = False

    def _inverse_pin_claim(self):
        """Nothing is kept: ``create`` and ``write`` have read it."""

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"pin_method"}

    @api.constrains("partner_latitude", "partner_longitude")
    def _check_pin(self):
        for partner in self:
            pin = (partner.partner_latitude, partner.partner_longitude)
            if any(pin) and not is_position(*pin):
                raise ValidationError(
                    self.env._(
                        "Latitude %(latitude)s, longitude %(longitude)s is no place on earth: a latitude "
                        "lies between -90 and 90, a longitude between -180 and 180. Maybe the two are "
                        "interchanged.",
                        latitude=pin[0],
                        longitude=pin[1],
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._log_pins(dict.fromkeys(partners, (0.0, 0.0)), vals_list)
        return partners

    def write(self, vals):
        """Log before and after: Odoo itself takes the pin away when an address changes."""
        if _DECIDING.isdisjoint(vals):
            return super().write(vals)
        before = {partner: partner._get_pin() for partner in self.sudo()}  # sudo: kept in the log only
        asked = dict(vals)  # `base_geolocalize` adds to what it is given
        result = super().write(vals)
        self._log_pins(before, [asked] * len(self))
        return result

    def _get_pin(self):
        return (self.partner_latitude, self.partner_longitude)

    @api.model
    def _get_pin_method(self, vals):
        """:return: how a position was found: by the server itself, or as the values say"""
        claim = vals.get("pin_claim")
        stated = claim if claim in _CLAIMS else "hand"
        return _found_by.get() or ("reset" if _COORDINATES.isdisjoint(vals) else stated)

    @api.model
    @contextmanager
    def _finding_pins(self, method):
        """Note how positions are being found."""
        token = _found_by.set(method)
        try:
            yield
        finally:
            _found_by.reset(token)

    def geo_localize(self):
        """Override of `base_geolocalize` to say in the log how the position was found."""
        with self._finding_pins("address"):
            return super().geo_localize()

    def _log_pins(self, before, vals_list):
        """Log the pins that moved: few queries for any number of them.

        :param dict before: ``{partner: (latitude, longitude)}``
        :param list vals_list: the values written to each
        """
        logs, moved = [], {}
        for partner, vals in zip(self.sudo(), vals_list, strict=True):  # sudo: nobody writes the log
            old, new = before[partner], partner._get_pin()
            if not any(float_compare(*pair, precision_digits=_DIGITS) for pair in zip(old, new, strict=True)):
                continue
            method = self._get_pin_method(vals)
            accuracy = vals.get("pin_accuracy") or 0.0 if method == "device" else 0.0
            logs.append(self._prepare_pin_log_vals(partner, old, new, method, accuracy))
            known = (method if any(new) else False, accuracy)
            moved[known] = moved.get(known, partner.browse()) | partner
        for (method, accuracy), partners in moved.items():
            partners._write_unlogged({"pin_method": method, "pin_accuracy": accuracy})
        if logs:
            self.env["p2it.pin.log"].sudo().create(logs)  # sudo: as above

    def _write_unlogged(self, vals):
        """Write what says how the pin was found, which moves nothing."""
        return super().write(vals)

    @api.model
    def _prepare_pin_log_vals(self, partner, old, new, method, accuracy):
        return {
            "partner_id": partner.id,
            "user_id": self.env.uid,
            "method": method,
            "old_latitude": old[0],
            "old_longitude": old[1],
            "new_latitude": new[0],
            "new_longitude": new[1],
            "accuracy": accuracy,
        }

    @api.model
    def find_position_of_address(self, street="", zip_code="", city="", state_id=False, country_id=False):
        """Ask the geocoder that `base_geolocalize` is set up with for an address as it is on the form.

        :return: ``[latitude, longitude]``, or ``False`` when it knows no such place
        """
        self.check_access("create")
        state = self.env["res.country.state"].browse(state_id or [])
        country = self.env["res.country"].browse(country_id or [])
        names = self.with_context(lang="en_US")  # geocoders know countries by their English names
        result = names._geo_localize(
            street or "",
            zip_code or "",
            city or "",
            state.with_context(lang="en_US").name or "",
            country.with_context(lang="en_US").name or "",
        )
        return list(result) if result else False

    def action_view_pin_log(self):
        """Open the changes of this position.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_pin_log")
        action["domain"] = [("partner_id", "child_of", self.id)]
        return action
