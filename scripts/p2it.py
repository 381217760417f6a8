"""Every command of the project's Makefile: ``python3 scripts/p2it.py COMMAND``.

Kept readable for any Python, so that a wrong one gets a sentence instead of a traceback.
"""

import sys

SUPPORTED = ((3, 10), (3, 13))

if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
    sys.stderr.write(
        "P2IT needs Python 3.10 to 3.13, and this is Python %d.%d: "
        "run it again with another one, such as 'make PYTHON=python3.11 ...'.\n" % sys.version_info[:2]
    )
    sys.exit(1)

from tasks.commands import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
