"""Arabic: Django has its days and its hours, but not the two together.

Without these it writes them the way of the United States, month first.
"""

DATETIME_FORMAT = "j F، Y، g:i A"
SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y g:i A"
