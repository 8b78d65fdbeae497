import time
import pytest

pytestmark = pytest.mark.django_db


def test_x():
    from vardkedja.demo import story
    from vardkedja.kernel.cases import Case, Task
    from vardkedja.kernel.outbox import Outbox
    from collections import Counter

    t = time.time()
    story.load()
    print("took", time.time() - t)
    print(Counter(Case.objects.values_list("state", flat=True)))
    print(Counter(Task.objects.filter(done_at__isnull=True).values_list("node", "unit__slug")))
    for c in Case.objects.order_by("number"):
        print(c.number, c.state, c.headline, c.changed_at)
    print(list(Outbox.objects.values_list("name", "failure", "sent_at")))
