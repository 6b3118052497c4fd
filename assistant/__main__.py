"""`python -m assistant` is the command biaotai."""

import sys

from assistant.cli import main

sys.exit(main())
