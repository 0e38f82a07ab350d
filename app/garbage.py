"""
When the interpreter looks for garbage: not while much is being loaded, and never among what stays.

A look goes through everything that could be part of a ring of references. While some hundred thousand objects are
being loaded it comes again and again, finds next to nothing, and stops every thread for more than a tenth of a second
each time, acknowledgements included.
"""

import gc


def put_off() -> None:
    """Look for no garbage until `settle_down`; what no longer has a reference is freed all the same."""
    gc.disable()


def settle_down() -> None:
    """Take all there is by now for good, so that it is never looked through, and look for garbage from here on."""
    gc.freeze()
    gc.enable()
