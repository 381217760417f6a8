{
    "name": "P2IT Commission",
    "summary": "What each salesperson earned, traced to the line and exact to the last unit of the currency",
    "version": "19.0.1.1.0",
    "category": "Sales/Sales",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "application": True,
    "depends": ["p2it_approvals", "sale_margin"],
    "data": [
        "security/p2it_commission_groups.xml",
        "security/ir.model.access.csv",
        "security/p2it_commission_rules.xml",
        # plans and ledger: below this line
        "data/p2it_commission_data.xml",
        "views/p2it_commission_plan_views.xml",
        "views/p2it_commission_rule_views.xml",
        "views/p2it_commission_assignment_views.xml",
        "views/p2it_commission_entry_views.xml",
        # settlements and disputes: below this line
        "security/p2it_commission_settle_rules.xml",
        "data/p2it_commission_settle_data.xml",
        "report/p2it_commission_statement_report.xml",
        "wizards/p2it_commission_settle_views.xml",
        "views/p2it_commission_settlement_views.xml",
        "views/p2it_commission_dispute_views.xml",
        "views/p2it_commission_entry_settle_views.xml",
        "views/res_config_settings_commission_views.xml",
        # what salespeople see: below this line
        "views/p2it_commission_overview_views.xml",
        "views/sale_order_commission_views.xml",
        # what-if: below this line
        "wizards/p2it_commission_whatif_views.xml",
        # past periods: below this line
        "views/p2it_commission_reprocess_views.xml",
        # end
        "views/p2it_commission_menus.xml",
        "views/p2it_commission_settle_menus.xml",
        "views/p2it_sales_statistics_views.xml",
        "data/p2it_dashboard_data.xml",
    ],
    "assets": {
        "web.assets_backend": ["p2it_commission/static/src/**/*"],
        "web.assets_tests": ["p2it_commission/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
