{
    "name": "P2IT Sales Stock",
    "summary": "Live stock while typing the order, exact units, holds of goods, returns in one document",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "application": True,
    "depends": ["p2it_approvals", "purchase_stock"],
    "data": [
        "security/p2it_sales_stock_groups.xml",
        "security/ir.model.access.csv",
        # figures on order lines and in the catalogue: below this line
        # live and availability board: below this line
        # goods held by hand: below this line
        # units: below this line
        # returns: below this line
        "data/p2it_return_data.xml",
        "security/p2it_return_rules.xml",
        "views/p2it_return_form.xml",
        "views/p2it_return_views.xml",
        "views/p2it_return_report_views.xml",
        "views/p2it_return_other_views.xml",
        "views/p2it_return_portal.xml",
        "report/p2it_return_report.xml",
        "wizards/p2it_return_add_views.xml",
        # end
        "views/p2it_sales_stock_menus.xml",
        # menus of returns
        "views/p2it_return_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "p2it_sales_stock/static/src/**/*",
        ],
        "web.assets_tests": ["p2it_sales_stock/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["p2it_sales_stock/static/tests/unit/**/*"],
    },
}
