"""Run every benchmark, or those named: `python -m benchmarks webhooks`."""

import argparse
import sys

from benchmarks import calls, crossing, many_due, replay, start, tick, triage, webhooks

BENCHMARKS = {
    "webhooks": webhooks.run,
    "replay": replay.run,
    "triage": triage.run,
    "calls": calls.run,
    "tick": tick.run,
    "many-due": many_due.run,
    "crossing": crossing.run,
    "start": start.run,
}


def main() -> int:
    """Run the benchmarks asked for; return 1 when a promise was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which to run; all without a name")
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument("--full", action="store_true", help="the tick with a million open tickets")
    arguments = parser.parse_args()
    tick.FULL = arguments.full
    kept = [BENCHMARKS[name](quick=arguments.quick) for name in arguments.names or BENCHMARKS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
