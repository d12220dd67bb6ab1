"""python -m citecheck"""

import sys

from citecheck.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
