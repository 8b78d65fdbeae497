"""One altered character in storage, by somebody with the database's own rights, is found (X-09)."""

import psycopg

from conftest import CLUSTER
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import found, issued
from vardkedja.kernel import clock
from vardkedja.kernel.documents import Document
from vardkedja.web.postgres import OWNER
from vardkedja.web.tests.client import signed_in


def test_x_09_a_changed_letter_stops_the_print_and_the_letter_put_back_lets_it_through(real_commits: str) -> None:
    """X-09: the owner of the tables changes one letter of the question: 503 with words; put back it prints again."""
    with clock.stopped_at("2025-03-04 10:00"):
        case_uuid = issued()
        client = signed_in(samples.DOCTOR)
        address = f"/rus/{case_uuid}/remiss.pdf"
        assert client.get(address).status_code == 200
        for before, after, status in (("vänster", "vänstre", 503), ("vänstre", "vänster", 200)):
            with psycopg.connect(CLUSTER.url(OWNER, real_commits)) as owner:
                owner.execute(
                    "update kernel_document set content = replace(content::text, %s, %s)::jsonb where case_id = %s",
                    (before, after, found(case_uuid).id),
                )
            answer = client.get(address)
            assert answer.status_code == status
            assert ("Underskriften stämmer inte".encode() in answer.content) is (status == 503)
        assert Document.objects.get().intact()
