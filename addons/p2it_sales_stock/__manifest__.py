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
        "views/sale_order_stock_views.xml",
        "views/res_config_settings_stock_views.xml",
        # live and availability board: below this line
        "report/p2it_stock_board_views.xml",
        # goods held by hand: below this line
        "security/p2it_stock_hold_rules.xml",
        "data/p2it_stock_hold_data.xml",
        "wizards/p2it_stock_hold_wizard_views.xml",
        "views/p2it_stock_hold_views.xml",
        "views/sale_order_hold_views.xml",
        "views/res_config_settings_hold_views.xml",
        # units: below this line
        "views/product_unit_views.xml",
        "views/sale_order_unit_views.xml",
        "views/stock_picking_unit_views.xml",
        "report/unit_report_templates.xml",
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
        "views/p2it_stock_board_menus.xml",
        "views/p2it_stock_hold_menus.xml",
        # what needs the menus: units
        "views/uom_uom_views.xml",
        # menus of returns
        "views/p2it_return_menus.xml",
        "views/p2it_sales_statistics_views.xml",
        "data/p2it_dashboard_data.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "p2it_sales_stock/static/src/**/*",
        ],
        "web.assets_tests": ["p2it_sales_stock/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["p2it_sales_stock/static/tests/unit/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
