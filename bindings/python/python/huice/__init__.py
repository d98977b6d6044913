"""Huice (惠策): rules of relief policy, run exactly.

A pack of rules becomes a program; a program answers for one profile (`Program.evaluate`) or, made ready for one day, for
tables in Arrow form (`Policy.evaluate`). Money is in yuan as decimal texts or `Decimal`, or in fen as `int`; never a float.
What is not given is unknown, never 0 and never "no".
"""

from ._huice import (
    ColumnError,
    ContextError,
    Diagnostic,
    HuiceError,
    Pack,
    PackError,
    Policy,
    ProfileError,
    Program,
    ProgramError,
    __version__,
    simulate,
    subjects,
)
from .outcome import Item, Outcome

__all__ = [
    "ColumnError",
    "ContextError",
    "Diagnostic",
    "HuiceError",
    "Item",
    "Outcome",
    "Pack",
    "PackError",
    "Policy",
    "ProfileError",
    "Program",
    "ProgramError",
    "__version__",
    "simulate",
    "subjects",
]
