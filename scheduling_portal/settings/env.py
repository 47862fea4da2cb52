"""The reader of environment variables, for all settings."""

import environ

env = environ.Env()
