"""Where Django itself writes a date or a time, in the administration: as near to `core.wording` as its formats come.

Of what can be typed the first stands in fields; the others are how people write it, as pages show it.
"""

DATE_FORMAT = "D j M Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "D j M Y, g:i A T"
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
