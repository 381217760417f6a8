# returns: below this line
from . import portal_return
