from odoo import fields, models


class P2itAreaReading(models.AbstractModel):
    """Mixin of what lies in an area and belongs to a customer group: how reports read them.

    The concrete model has ``area_id`` and ``customer_group_id``. Nothing is stored: the fields follow
    the path in the database, so lists are searched and grouped by them as they are today, and
    ``child_of`` on the new province finds the addresses recorded in the old ones.
    """

    _name = "p2it.area.reading"
    _description = "Areas and Groups to Report By"

    area_id = fields.Many2one("p2it.area")
    customer_group_id = fields.Many2one("p2it.customer.group")
    region_id = fields.Many2one(related="area_id.region_id", string="Region")
    region_level_1_id = fields.Many2one(related="region_id.level_1_id", string="Region, Level 1")
    region_level_2_id = fields.Many2one(related="region_id.level_2_id", string="Region, Level 2")
    area_province_id = fields.Many2one(related="area_id.province_id", string="Province as Recorded")
    area_ward_id = fields.Many2one(related="area_id.ward_id", string="Ward as Recorded")
    current_area_id = fields.Many2one(related="area_id.current_area_id", string="Area Today")
    current_province_id = fields.Many2one(related="current_area_id.province_id", string="Province Today")
    current_ward_id = fields.Many2one(related="current_area_id.ward_id", string="Ward Today")
    customer_group_level_1_id = fields.Many2one(
        related="customer_group_id.level_1_id", string="Group, Level 1"
    )
    customer_group_level_2_id = fields.Many2one(
        related="customer_group_id.level_2_id", string="Group, Level 2"
    )
    customer_group_level_3_id = fields.Many2one(
        related="customer_group_id.level_3_id", string="Group, Level 3"
    )
