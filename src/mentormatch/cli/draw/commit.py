"""``mentormatch commit``: what is published before a draw, so that nobody can choose the seed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.console import out_console
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.results import check_file
from mentormatch.errors import PolicyError
from mentormatch.files import read_file, shown, shown_name, write_atomically

if TYPE_CHECKING:
    from mentormatch.matching.personal.draw import Commitment
    from mentormatch.policy import Policy

Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="Every file that match will read, the policy too.", readable=False
    ),
]
From = Annotated[
    str, typer.Option("--value-from", help="Which public value will decide: what, when, how it is written.")
]
Out = Annotated[Path, file_option("File (JSON) for the commitment.", "--out")]
CommitmentFile = Annotated[
    File, file_option("Commitment (JSON), for a policy with a public seed.", "--commitment")
]
PublicValue = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--public-value",
        metavar="VALUE",
        help="The public value that the commitment names, now that it is known.",
    ),
]
_LARGEST = 2**20


def commit(inputs: Inputs, value_from: From, out: Out) -> None:
    """Commit to the inputs of a draw, before the public value that decides it is known.

    Example:
    mentormatch commit mentees.csv mentors.csv --value-from draw --out draw.json
    """
    from mentormatch.analysis.run_record import hashes
    from mentormatch.matching.personal.draw import Commitment

    check_file(out)
    found = Commitment.of(hashes(inputs), value_from)
    write_atomically(out, f"{found.model_dump_json(indent=1)}\n".encode())
    out_console.print(f"Written to {shown(out)}, for {len(found.inputs)} files.")
    out_console.print(f"Publish, before the value is known: {found.hash}")
    out_console.print(f"The value that decides: {found.value_from}")


def commitment_in(path: Path) -> Commitment:
    """Return the commitment in a file.

    Raises
    ------
    PolicyError
        If it cannot be read.
    """
    from mentormatch.matching.personal.draw import Commitment

    try:
        text = read_file(path, _LARGEST)
    except OSError as error:
        why = f"cannot be opened ({error.strerror}): give the file that mentormatch commit wrote"
        raise PolicyError([why], shown_name(path)) from error
    try:
        return Commitment.model_validate_json(text)
    except PolicyError:
        why = "is no commitment: give the file that mentormatch commit wrote"
        raise PolicyError([why], shown_name(path)) from None


def drawn(
    policy: Policy, files: Iterable[Path | None], commitment: Path | None, public_value: str | None
) -> Policy:
    """Return the policy with its seed drawn, where it is public.

    Raises
    ------
    PolicyError
        If it is and there is neither, or the other way round; or if files differ from what was committed to.
    typer.BadParameter
        If only one of the two is given.
    """
    from mentormatch.analysis.run_record import hashes
    from mentormatch.matching.arguments import policy_given

    if commitment is None and public_value is None:
        return policy_given(policy, policy)
    if commitment is None or public_value is None:
        raise typer.BadParameter("a draw needs both --commitment and --public-value")
    return commitment_in(commitment).drawn(policy, hashes(files), public_value)
