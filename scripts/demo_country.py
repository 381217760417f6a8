"""Odoo shell, before the suite is installed: the demo company is in Vietnam and counts in đồng."""

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
company = env.company
vnd = env.ref("base.VND")
company.write(
    {
        "name": "Công ty TNHH Thương mại Phương Nam",
        "country_id": env.ref("base.vn").id,
        "currency_id": vnd.id,
        "street": "125 Hai Bà Trưng, Phường Sài Gòn",
        "city": "Thành phố Hồ Chí Minh",
        "phone": "+84 28 3822 0101",
        "email": "lienhe@congty.example",
    }
)
# The company sells in đồng alone, and so do the price lists that Odoo makes for two currencies.
env["product.pricelist"].search([]).write({"currency_id": vnd.id, "name": "Bảng giá chung"})
env["res.currency"].search([("id", "!=", vnd.id)]).active = False
env.ref("base.user_admin").tz = "Asia/Ho_Chi_Minh"
env.cr.commit()
