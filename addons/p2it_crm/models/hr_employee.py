from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    employee_code = fields.Char(
        index="btree_not_null",
        copy=False,
        groups="hr.group_hr_user,p2it_crm.group_manager",
        help="The company's own code of the employee, by which files name a salesperson.",
    )
    sales_area_id = fields.Many2one(
        "p2it.area",
        string="Sales Area",
        index="btree_not_null",
        ondelete="set null",
        groups="hr.group_hr_user,p2it_crm.group_manager",
        help="The region this salesperson works in.",
    )

    _employee_code_unique = models.UniqueIndex(
        "(employee_code, company_id) WHERE employee_code IS NOT NULL AND employee_code != ''",
        "Another employee of this company already has this code. Choose a different code.",
    )
