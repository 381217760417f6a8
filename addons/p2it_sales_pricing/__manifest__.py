{
    "name": "P2IT Sales Pricing",
    "summary": "Prices by customer group, area and quantity, promotions that are a function of the order",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "application": True,
    "depends": ["p2it_crm", "sale_management", "sale_loyalty", "sale_margin"],
    "data": [
        "security/ir.model.access.csv",
        # promotions: below this line
        # end of promotions
        # price check, replay, trace: below this line
        # end of price check
    ],
    "assets": {
        "web.assets_tests": ["p2it_sales_pricing/static/tests/tours/**/*"],
    },
}
