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
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
    "data": [
        "security/ir.model.access.csv",
        "security/p2it_pricing_rules.xml",
        "security/p2it_loyalty_scope_rules.xml",
        "views/product_pricelist_views.xml",
        "views/p2it_price_floor_views.xml",
        "views/res_partner_views.xml",
        "views/sale_order_views.xml",
        # promotions: below this line
        "security/p2it_promotion_rules.xml",
        "views/loyalty_use_views.xml",
        "views/loyalty_program_views.xml",
        "wizards/p2it_promotion_simulator_views.xml",
        "wizards/p2it_promotion_choice_views.xml",
        "views/sale_order_promotion_views.xml",
        # end of promotions
        # price check, replay, trace: below this line
        "security/p2it_price_trace_rules.xml",
        "wizards/p2it_price_explain_views.xml",
        "views/p2it_price_trace_views.xml",
        "security/p2it_price_check_rules.xml",
        "wizards/p2it_price_finding_views.xml",
        "wizards/p2it_price_replay_views.xml",
        # end of price check
    ],
    "assets": {
        "web.assets_tests": ["p2it_sales_pricing/static/tests/tours/**/*"],
    },
}
