from . import base_partner_merge, p2it_account_convert, p2it_visibility_explain
