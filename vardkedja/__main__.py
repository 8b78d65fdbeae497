"""The command line: ``rule``, ``replay`` and ``requirements`` answer without loading the web; everything else is the web's."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    if arguments and arguments[0] == "rule":
        from vardkedja.rules.named.command import main as rule

        return rule(arguments[1:])
    if arguments and arguments[0] == "replay":
        from vardkedja.rules.replay import main as replay

        return replay(arguments[1:])
    if arguments and arguments[0] == "requirements":
        from vardkedja.requirements import main as requirements

        return requirements(arguments[1:])
    from vardkedja.web.command import main as web

    return web(list(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
