"""How Django itself writes and reads dates and times: see `en/formats.py`."""
