import os, subprocess, sys
from tests.journeys.steps import NARROW, WIDE, sideways, violations
from vardkedja.web.postgres import APP, OWNER
from vardkedja.web.settings import EMBEDDED
from vardkedja.web.config import ROOT
FILL = '''
import os
os.environ["DJANGO_SETTINGS_MODULE"]="vardkedja.web.settings"
import django; django.setup()
import datetime
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.kernel import clock
from vardkedja.referrals.papers_in import Dictation, Scan
DAY=datetime.timedelta(days=1)
p=rows.person("195001012381", given="Anna-Greta", family="Lundqvist-Söderström")
for n in range(12):
    c=rows.referral("sent" if n%3 else "confirmed", in_state="not_assessed" if n%3 else "in_progress", patient=p, received_at=None if n%4==0 and n%3 else clock.now())
    rows.task(c,"watch",rows.BJORKDALEN,rows.OSKAR if n%2 else rows.EVALENA,days=n//2-3)
    rows.task(c,"answer",rows.MOLNDAL,rows.SHIRIN if n%5 else "",days=n//4-6)
d=rows.referral("draft")
rows.referral("answered", in_state="answered")
for i in range(3):
    Dictation.objects.create(unit_id=rows.unit(rows.BJORKDALEN),pool_id=rows.unit(rows.POOL) if i else None,case=d if i==0 else None,kind="referral",first=i<2,number=f"DIK-{i}",patient_words="Påhittad patient",send_by=clock.today()-DAY if i==0 else None,dictated_at=clock.now()-DAY*i,dictated_by_id=rows.staff(rows.OSKAR))
Scan.objects.create(unit_id=rows.unit(rows.BJORKDALEN),kind="answer",name="x.pdf",data=b"x",format="pdf",size=1,pages=1,sha256="0"*64,arrived_on=clock.today(),scanned_at=clock.now(),scanned_by_id=rows.staff(rows.EVALENA))
'''
PAGES = {
 "Eva-Lena Abrahamsson": ("/", "/remisser/vart/?lista=bevaka", "/remisser/tyst/", "/remisser/diktat/", "/remisser/sok/?lage=ut"),
 "Lovisa Tegelmo": ("/remisser/vart/?lista=inkorg", "/remisser/oinformerade/"),
}
def test_look(visit):
    env = os.environ | {"DATABASE_URL": EMBEDDED.url(APP, "journeys_main"), "DATABASE_OWNER_URL": EMBEDDED.url(OWNER, "journeys_main"), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=env, check=True)
    bad=[]
    for who, pages in PAGES.items():
        for size, name, dark in ((WIDE,"w",False),(NARROW,"n",True)):
            page = visit.signed_in(who, size=size, dark=dark)
            for i,a in enumerate(pages):
                page.goto(a)
                page.wait_for_timeout(500)
                for one in page.locator("main details").all(): one.evaluate("e => e.open = true")
                page.screenshot(path=f"/tmp/rem/h7/x{who[:4]}-{i}-{name}.png", full_page=True)
                bad += [(who,a,name,v) for v in violations(page)]
                if sideways(page): bad.append((who,a,name,"sideways",sideways(page)))
    for one in bad: print(one)
    assert not bad
