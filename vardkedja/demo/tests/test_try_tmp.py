import time, pytest
from collections import Counter
from vardkedja.demo import story, referral_story
@pytest.mark.django_db
def test_it():
    story.load_cast()
    b=time.monotonic(); c=time.process_time(); referral_story.tell(); print("tell", time.monotonic()-b, time.process_time()-c)
    from vardkedja.kernel.cases import Case, Task
    from vardkedja.kernel.access import Staff
    from vardkedja.referrals.consultations import Reception
    print(Counter(Case.objects.values_list("state",flat=True)), Case.objects.count())
    print(Counter(Reception.objects.values_list("state",flat=True)))
    print(Counter(Task.objects.filter(done_at=None).values_list("node",flat=True)))
    for s in Staff.objects.all():
        t=Counter(Task.objects.filter(done_at=None, staff=s).values_list("node",flat=True))
        if t: print(s.username,dict(t))
    print(Counter(Task.objects.filter(done_at=None).values_list("flag",flat=True)))
