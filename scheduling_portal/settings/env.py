"""Where the checkout and its data lie, and the reader of environment variables, for all settings."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("TRIO_VAR", BASE_DIR / "var"))  # what running it leaves behind
env = environ.Env()
