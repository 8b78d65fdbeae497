import datetime, mimetypes, random, shutil
from pathlib import Path
from django.contrib.staticfiles import finders
from playwright.sync_api import sync_playwright
import os
from vardkedja.kernel import clock
from vardkedja.referrals.actions import monitoring
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.tests import samples
from vardkedja.web.tests.client import signed_in

def test_x(db):
    random.seed(1)
    first = None
    for m in range(14):
        day = datetime.date(2024, 3, 4) + datetime.timedelta(days=30 * m)
        for i in range(random.randint(2, 9)):
            d = day + datetime.timedelta(days=i)
            with clock.stopped_at(f"{d} 10:00"):
                c = samples.sent_on_paper() if i % 2 else samples.sent()
            if i % 3 == 0:
                Consultation.objects.filter(case__uuid=c).update(send_by=d - datetime.timedelta(days=1))
            with clock.stopped_at(f"{d + datetime.timedelta(days=random.choice([3, 14, 16]))} 10:00"):
                if i % 2:
                    samples.paper_confirmed(c)
                    call = Call(contacted_on=clock.today(), channel="phone", answered_function="Sekreterare", outcome="Svar kommer")
                    monitoring.contact(c, call, by=samples.me(samples.EVALENA))
                elif i % 4:
                    samples.confirmed(samples.assigned(c))
                samples.scanned(arrived_on=clock.today() - datetime.timedelta(days=i % 2))
    pages = {}
    with clock.stopped_at("2025-06-05 08:00"):
        c = signed_in(samples.EVALENA)
        pages["a"] = c.get("/remisser/statistik/?manad=2025-03&per=2025-04-05")
        pages["b"] = c.get("/remisser/statistik/?manad=2025-03&per=2025-04-05&lista=sent")
        pages["c"] = signed_in("cornelia.askdal").get("/remisser/statistik/?manad=mars")
        pages["d"] = c.get("/remisser/statistik/?manad=2025-03&per=2025-04-05&lista=unchecked_watch")
        import time
        t = time.perf_counter(); c.get("/remisser/statistik/?manad=2025-03&per=2025-04-05"); print("time", time.perf_counter() - t)
    out = Path("/tmp/h6shots"); out.mkdir(exist_ok=True)
    html = {k: (r.content, {h: v for h, v in r.headers.items()}) for k, r in pages.items()}
    def route(r):
        url = r.request.url
        name = url.split("/")[-1]
        if "/static/" in url:
            p = finders.find(url.split("/static/")[1].split("?")[0])
            if p:
                return r.fulfill(body=Path(p).read_bytes(), content_type=mimetypes.guess_type(p)[0] or "")
            return r.fulfill(status=404, body="")
        if name in html:
            b, h = html[name]
            return r.fulfill(body=b, headers=h)
        return r.fulfill(status=204, body="")
    from asgiref.sync import async_to_sync
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"])
        for w in (1280, 390):
            pg = b.new_page(viewport={"width": w, "height": 900}, bypass_csp=False)
            pg.on("console", lambda m: print("CONSOLE", m.text))
            pg.route("**/*", route)
            for k in html:
                pg.goto(f"http://127.0.0.1:9/{k}")
                pg.wait_for_timeout(300)
                pg.screenshot(path=str(out / f"{k}-{w}.png"), full_page=True)
                over = pg.evaluate("document.documentElement.scrollWidth - innerWidth")
                print(k, w, "overflow", over)
                pg.evaluate(Path("node_modules/axe-core/axe.min.js").read_text())
                v = pg.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0,150))])")
                print(k, w, "AXE", v)
            if w == 1280:
                pg.goto("http://127.0.0.1:9/b"); pg.emulate_media(media="print"); pg.pdf(path=str(out / "b.pdf"), format="A4", print_background=False, prefer_css_page_size=True)
                pg.goto("http://127.0.0.1:9/a"); pg.pdf(path=str(out / "a.pdf"), format="A4", print_background=False)
        b.close()
