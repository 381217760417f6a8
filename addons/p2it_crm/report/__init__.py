from . import p2it_care_margin
