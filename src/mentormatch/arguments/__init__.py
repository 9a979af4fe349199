"""Arguments of public functions, checked against their annotations before anything is done with them.

kinds -> check

A public function begins with ``check_arguments(itself, locals())``.
"""

from mentormatch.arguments.check import check_arguments

__all__ = ["check_arguments"]
