{
    "name": "P2IT Lists",
    "summary": "Lists coloured by rule, and any list, pivot or graph to Excel and PDF",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": [
        "security/p2it_web_groups.xml",
        "security/ir.model.access.csv",
        "security/p2it_color_rule_rules.xml",
        "security/p2it_export_rules.xml",
        "views/p2it_color_rule_views.xml",
        "data/p2it_export_data.xml",
        "views/p2it_export_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "p2it_web/static/src/**/*",
            ("remove", "p2it_web/static/src/export_reports/**/*"),
        ],
        "web.assets_backend_lazy": ["p2it_web/static/src/export_reports/**/*"],
        "web.assets_unit_tests": ["p2it_web/static/tests/**/*.test.js"],
        "web.assets_tests": ["p2it_web/static/tests/tours/**/*"],
    },
}
