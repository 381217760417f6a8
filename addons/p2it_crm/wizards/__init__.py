from . import crm_lead_to_opportunity
from . import base_partner_merge
from . import base_partner_merge_code
from . import p2it_account_convert
from . import p2it_visibility_explain
from . import base_partner_merge_stop
from . import p2it_merge
