"""`tierline triage --comments`: what later comments ask, dispute, report and provide, one case a line."""

import json
import os
import sys
from contextlib import ExitStack
from typing import TextIO

from app.commands.triage import EXIT_INPUT, EXIT_OK, Order, document_of, opened, plain_id, shown_name, utf8
from app.rules.comments.reading import read
from app.rules.comments.remark import Reading, remark_from_json
from app.rules.policy import Policy


def triage_comments(order: Order, policy: Policy) -> int:
    """Read the comments of a file and print what each says; a line that is none is named and passed over."""
    code = EXIT_OK
    name = shown_name(order.file)
    out = utf8(sys.stdout)
    with ExitStack() as stack:
        for number, line in enumerate(opened(order.file or "-", stack), start=1):
            if not line.strip():
                continue
            try:
                document = document_of(line)
                remark = remark_from_json(document)
            except ValueError as exc:
                out.flush()
                sys.stderr.write(f"{name}, line {number}: {exc}\n")
                code = EXIT_INPUT
                continue
            identity, reading = plain_id(document.get("id")), read(remark, policy)
            if order.as_json:
                out.write(json.dumps({"id": identity, **reading.as_json()}, ensure_ascii=False) + "\n")
            else:
                _print_block(identity, reading, out)
    out.flush()
    return code


def _print_block(identity: object, reading: Reading, out: TextIO) -> None:
    import typer

    found = [name.replace("_", " ") for name, value in reading.as_json().items() if value is True]
    if reading.raises_to is not None:
        found.append(f"raises to Tier {reading.raises_to.roman}")
    found += [f"provides {detail.value.replace('_', ' ')}" for detail in reading.provides]
    head = typer.style(", ".join(found) or "nothing", bold=True)
    text = f"{'?' if identity is None else identity}  {head}\n    {reading.because}"
    out.flush()
    typer.echo(text, file=out, color=False if os.environ.get("NO_COLOR") else None)
