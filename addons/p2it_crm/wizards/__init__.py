from . import base_partner_merge, base_partner_merge_code, p2it_account_convert
