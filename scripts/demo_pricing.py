"""Odoo shell, after the year's orders: prices for groups and areas, floor prices, promotions.

They hold from now on: what was sold stays as it was sold.
"""

from odoo import Command, fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
config = env["res.config.settings"].create({})
config.write({"group_product_pricelist": True, "group_discount_per_so_line": True})
config.execute()

groups = {group.complete_name: group for group in env["p2it.customer.group"].search([])}
categories = {category.complete_name: category for category in env["product.category"].search([])}
products = {product.default_code: product for product in env["product.product"].search([])}
south = env["p2it.area"].search([("kind", "=", "region"), ("name", "ilike", "nam")], limit=1)


def get_by_end(records, name):
    """:return: the record whose full name ends so, whatever it stands below"""
    return next(record for full, record in records.items() if full.endswith(name))


dealers, first_class, projects = (get_by_end(groups, name) for name in ("Đại lý", "Cấp 1", "Dự án"))
drinks, seasoning, beer = (get_by_end(categories, name) for name in ("Nước giải khát", "Gia vị", "Bia"))
year = fields.Date.today().year
rules = [
    {"customer_group_id": dealers.id, "percent_price": 4},
    {"customer_group_id": first_class.id, "percent_price": 6},
    {"customer_group_id": projects.id, "percent_price": 3, "min_quantity": 100, "quantity_basis": "product"},
    {"categ_id": drinks.id, "customer_group_id": dealers.id, "percent_price": 7, "min_quantity": 240},
    {
        "categ_id": drinks.id,
        "customer_group_id": dealers.id,
        "percent_price": 10,
        "min_quantity": 960,
        "quantity_basis": "category",
    },
    {"categ_id": beer.id, "percent_price": 5, "min_quantity": 480, "quantity_basis": "product"},
]
if south:
    rules.append({"categ_id": seasoning.id, "area_id": south.id, "percent_price": 2})
for rule in rules:
    rule.update(
        compute_price="percentage",
        applied_on="2_product_category" if "categ_id" in rule else "3_global",
        display_applied_on="2_product_category" if "categ_id" in rule else "1_product",
    )
pricelist = env["product.pricelist"].search([("company_id", "in", (False, env.company.id))], limit=1)
pricelist = pricelist or env["product.pricelist"].create({"name": "Bảng giá"})
pricelist.write({"name": f"Bảng giá {year}", "item_ids": [Command.create(rule) for rule in rules]})

env["p2it.price.floor"].create(
    [
        {"method": "cost", "percent": 3, "note": "Không bán dưới giá vốn cộng 3 %"},
        {"categ_id": drinks.id, "method": "list", "percent": 15, "note": "Nước giải khát"},
    ]
)


def make_program(name, vietnamese, **values):
    """:return: a promotion that applies by itself, in both languages"""
    program = env["loyalty.program"].create(
        {
            "name": name,
            "program_type": "promotion",
            "trigger": "auto",
            "applies_on": "current",
            "is_automatic": True,
            **values,
        }
    )
    program.with_context(lang="vi_VN").name = vietnamese
    return program


def buys(quantity, *codes, **values):
    """:return: a criterion: so many of these products, in their own unit"""
    return Command.create(
        {
            "product_ids": [Command.set([products[code].id for code in codes])] if codes else [],
            "minimum_qty": quantity,
            "reward_point_mode": "unit",
            **values,
        }
    )


make_program(
    "Seasoning by quantity: 3 %, 5 %, 8 %",
    "Gia vị theo số lượng: 3 %, 5 %, 8 %",
    reward_mode="highest",
    customer_group_ids=[Command.set(dealers.ids)],
    rule_ids=[Command.clear(), buys(1, product_category_id=seasoning.id)],
    reward_ids=[
        Command.clear(),
        *(
            Command.create(
                {
                    "required_points": points,
                    "discount": percent,
                    "discount_applicability": "specific",
                    "discount_product_category_id": seasoning.id,
                }
            )
            for points, percent in ((50, 3), (200, 5), (1000, 8))
        ),
    ],
)
water, noodles, gift = (
    next(product for product in products.values() if product.categ_id.complete_name.endswith(name))
    for name in ("Nước suối", "Mì gói", "Nước rửa chén")
)
make_program(
    f"100 of {water.name} and 50 of {noodles.name}: a gift",
    f"Mua 100 {water.name} và 50 {noodles.name}: có quà",
    match_mode="all",
    budget_amount=20000000,
    rule_ids=[Command.clear(), buys(100, water.default_code), buys(50, noodles.default_code)],
    reward_ids=[
        Command.clear(),
        Command.create({"reward_type": "product", "reward_product_id": gift.id, "required_points": 1}),
    ],
)
make_program(
    "Welcome: 2 % off the first order",
    "Chào khách mới: giảm 2 % đơn hàng đầu tiên",
    first_order_only=True,
    stacking="best",
    max_usage_per_customer=1,
    rule_ids=[Command.clear(), Command.create({"minimum_qty": 0, "minimum_amount": 5000000})],
    reward_ids=[Command.clear(), Command.create({"required_points": 1, "discount": 2})],
)
# Rewards describe themselves in the language they are made in.
for reward in env["loyalty.reward"].search([("program_id.is_automatic", "=", True)]):
    if reward.reward_type == "product":
        words = f"Tặng {reward.reward_product_id.with_context(lang='vi_VN').name}"
    else:
        words = f"Giảm {reward.discount:g} %" + (" gia vị" if reward.discount_product_category_id else "")
    reward.with_context(lang="vi_VN").description = words

# A quotation of today, with a scale, two promotions and one nearly reached.
salesperson = env["res.users"].search([("login", "=", DEMO_LOGINS[3][0])])  # noqa: F821  (by the set-up)
spice = next(product for product in products.values() if product.categ_id.parent_id == seasoning)
customers = env["res.partner"].search(
    [("customer_group_id", "child_of", dealers.ids), ("user_id", "=", salesperson.id)], limit=1
)
for customer in customers:
    bought = ((water, 260), (noodles, 55), (spice, 190))
    lines = [Command.create({"product_id": item.id, "product_uom_qty": amount}) for item, amount in bought]
    orders = env["sale.order"].with_user(salesperson).with_context(lang="vi_VN")
    orders.create({"partner_id": customer.id, "order_line": lines})
env.cr.commit()
