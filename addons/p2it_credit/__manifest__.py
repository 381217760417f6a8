{
    "name": "P2IT Credit",
    "summary": "Credit limits that block, and money that is confirmed before goods move",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "application": True,
    "depends": ["p2it_approvals", "account"],
    "external_dependencies": {"python": ["python-stdnum", "qrcode"]},
    "data": [
        "security/p2it_credit_groups.xml",
        "security/ir.model.access.csv",
        "security/p2it_credit_rules.xml",
        "data/p2it_credit_data.xml",
        # policies, exposure, holds: below this line
        "security/p2it_credit_hold_rules.xml",
        "views/p2it_credit_policy_views.xml",
        "views/p2it_credit_hold_views.xml",
        "wizards/p2it_credit_hold_wizard_views.xml",
        "views/sale_order_credit_views.xml",
        "views/res_partner_credit_views.xml",
        "views/res_config_settings_views.xml",
        # transfers: below this line
        # statements and matching: below this line
        # VietQR: below this line
        "data/p2it_vietqr_bin_data.xml",
        "views/vietqr_templates.xml",
        "views/sale_order_vietqr_views.xml",
        "views/res_bank_views.xml",
        "views/res_config_settings_vietqr_views.xml",
        # statement of account, aged receivables: below this line
        # end
        "views/p2it_credit_menus.xml",
        "views/p2it_credit_report_menus.xml",
    ],
}
