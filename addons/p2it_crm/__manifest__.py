{
    "name": "P2IT Customer Management",
    "summary": "Leads that become accounts: customer groups, areas, salespeople and imports",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "P2IT",
    "website": "https://p2it.example",
    "license": "LGPL-3",
    "application": True,
    "depends": ["sale_crm", "hr_expense", "base_geolocalize"],
    "external_dependencies": {"python": ["phonenumbers", "vietnam-provinces"]},
    "data": [
        "security/p2it_crm_groups.xml",
        "security/ir.model.access.csv",
    ],
    "demo": [],
}
