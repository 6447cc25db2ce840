"""Why the service cannot start, in a sentence for the person at the console."""


class StartFailure(Exception):
    """The service cannot start. The message says what is wrong and what to do; the console exits with 2."""
