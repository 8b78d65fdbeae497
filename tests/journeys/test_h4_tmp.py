import pytest
from tests.journeys.steps import NARROW, WIDE, sideways, violations
KERSTIN, MILOS, CORNELIA, OSKAR = "Kerstin Almgård", "Milos Hagvall", "Cornelia Askdal", "Oskar Fagerström Nyberg"

@pytest.mark.parametrize("width",["wide","narrow"])
def test_look(visit, width):
    size = WIDE if width=="wide" else NARROW
    bad=[]
    for who, pages in ((KERSTIN,("/remisser/enheten/","/remisser/enheten/vidarebefordran/","/regeldokument/")),(CORNELIA,("/regeldokument/nytt/",)),(OSKAR,("/remisser/enheten/",))):
        page = visit.signed_in(who, size=size)
        for i,a in enumerate(pages):
            page.goto(a)
            for d in page.locator("details").all():
                d.evaluate("e => e.open = true")
            page.screenshot(path=f"/tmp/h4/{width}-{who[:4]}-{i}.png", full_page=True)
            bad += [(who,a,v) for v in violations(page)]
            if sideways(page): bad.append((who,a,"sideways",sideways(page)))
    print(bad)
    assert not bad
