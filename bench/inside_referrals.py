"""One process, no server: what sending, answering, asking and the list of fifty cost in statements and processor time.

usage: inside_referrals.py FOLDER STEM [--profile send|answer|question|list]    in the product's environment, on a kept database
whose requests referrals.py has written. Prints JSON and the statements, or the profile.
"""

import cProfile
import json
import os
import pstats
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import asked_referrals
import inside
from asked import cookie, line
from seed_referrals import FIRST
from serving import Stored

from vardkedja.kernel import clock
from vardkedja.kernel.access import Session

WARM, TIMES = 20, 200


def main(folder: Path, stem: str, profiled: str) -> None:
    Session.objects.update(seen_at=clock.now())  # as in serving.py: people who work were seen just now
    stored = Stored(stem, folder / f"{stem}.json", dict(os.environ))
    lines = {name: path.read_text().splitlines() for name, path in asked_referrals.acts(stored, folder).items()}
    units = asked_referrals.units_of(stored)
    lists = [line("GET", "/remisser/vart/?lista=bevaka", who=cookie(FIRST + 2 * unit)) for unit in units]
    lines["list"] = lists * ((WARM + TIMES) // len(lists) + 1)
    found = {}
    for name, some in lines.items():
        if profiled and name != profiled:
            continue
        if len(some) < WARM + 2:
            raise RuntimeError(f"{name}: too few cases are left; make the database anew")
        for one in some[:WARM]:
            inside.send(one)
        timed = some[WARM : WARM + TIMES]
        if profiled:
            profile = cProfile.Profile()
            profile.runcall(inside.python_time, timed[:-1])
            pstats.Stats(profile).sort_stats(os.environ.get("SORT", "cumulative")).print_stats(70)
            return
        seen = inside.statements(timed[-1])
        found[name] = {"python": inside.python_time(timed[:-1]), "statements": len(seen)}
        print("\n".join((name, *seen)), file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[4] if len(sys.argv) > 4 else "")
