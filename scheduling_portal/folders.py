"""Where the checkout and its data lie."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("TRIO_VAR", BASE_DIR / "var"))  # what running it leaves behind
