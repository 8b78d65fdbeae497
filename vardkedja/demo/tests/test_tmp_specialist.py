import time, cProfile, pstats
import pytest
from vardkedja.demo import specialist_story
from vardkedja.kernel.verbs import Refused
@pytest.mark.django_db
def test_it():
    b=time.process_time(); w=time.monotonic()
    pr=cProfile.Profile() if 0 else None
    try:
        specialist_story.tell()
    except Refused as r:
        print(r, r.reasons)
        raise
    print("CPU", time.process_time()-b, "wall", time.monotonic()-w)
    from collections import Counter
    from vardkedja.kernel.cases import Case, Task
    print(Counter(Case.objects.values_list("kind","state")))
    print(Counter(Task.objects.filter(done_at=None).values_list("node","unit__slug","flag")))
