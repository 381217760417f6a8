from . import p2it_account_convert
from . import base_partner_merge
