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
    "external_dependencies": {"python": ["qrcode"]},
    "data": [
        "security/p2it_credit_groups.xml",
        "security/ir.model.access.csv",
        "security/p2it_credit_rules.xml",
        "data/p2it_credit_data.xml",
        # policies, exposure, holds: below this line
        # transfers: below this line
        "security/p2it_credit_transfer_rules.xml",
        "data/p2it_credit_transfer_data.xml",
        "views/p2it_bank_transfer_refuse_views.xml",
        "views/p2it_bank_transfer_views.xml",
        "views/sale_order_transfer_views.xml",
        "views/account_payment_transfer_views.xml",
        # statements and matching: below this line
        "security/p2it_credit_bank_rules.xml",
        "data/p2it_bank_import_field_data.xml",
        "data/p2it_bank_provider_data.xml",
        "data/p2it_bank_cron.xml",
        "wizards/p2it_bank_line_choose_views.xml",
        "views/p2it_bank_line_views.xml",
        "views/p2it_import_statement_views.xml",
        "views/p2it_payer_account_views.xml",
        "views/p2it_bank_endpoint_views.xml",
        "views/res_config_settings_bank_views.xml",
        # VietQR: below this line
        # statement of account, aged receivables: below this line
        # end
        "views/p2it_credit_menus.xml",
        "views/p2it_bank_transfer_menus.xml",
        "views/p2it_bank_menus.xml",
    ],
}
