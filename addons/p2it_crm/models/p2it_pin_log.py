from odoo import api, fields, models

from ..domain.geo import get_distance, is_position

PIN_METHODS = [
    ("device", "Position of the Device"),
    ("address", "Found by the Address"),
    ("hand", "By Hand"),
    ("reset", "Address Changed"),
    ("merge", "Merged"),
]


class P2itPinLog(models.Model):
    """Each change of a partner's position on the map, with the old one. Nobody edits it."""

    _name = "p2it.pin.log"
    _description = "Change of a Position"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Address", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    method = fields.Selection(PIN_METHODS, string="How", required=True)
    old_latitude = fields.Float(digits=(10, 7), aggregator=None)
    old_longitude = fields.Float(digits=(10, 7), aggregator=None)
    new_latitude = fields.Float(digits=(10, 7), aggregator=None)
    new_longitude = fields.Float(digits=(10, 7), aggregator=None)
    accuracy = fields.Float(aggregator=None, help="Of the device, in metres.")
    distance = fields.Float(
        string="Moved", compute="_compute_distance", help="In metres, from the old position to the new one."
    )

    @api.depends("old_latitude", "old_longitude", "new_latitude", "new_longitude")
    def _compute_distance(self):
        for log in self:
            start, end = (log.old_latitude, log.old_longitude), (log.new_latitude, log.new_longitude)
            log.distance = get_distance(start, end) if is_position(*start) and is_position(*end) else 0
