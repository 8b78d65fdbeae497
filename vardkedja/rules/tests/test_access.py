"""What each role may do at all. RUS-02, RUS-35, X-05."""

from __future__ import annotations

import pytest

from vardkedja.rules.access import MODULE_OF, ROLES, SENTENCES, Permission, role_may


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_its_table_says_and_nothing_else(role: str) -> None:
    """RUS-02: every permission of every role, both ways."""
    assert {permission for permission in Permission if role_may(role, permission)} == ROLES[role].permissions


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        ("lakare", Permission.RUS_SIGN, True),
        ("sekreterare", Permission.RUS_SIGN, False),
        ("sjukskoterska", Permission.RUS_SIGN, False),
        ("godkannare", Permission.RUS_APPROVE, True),
        ("lakare", Permission.RUS_APPROVE, False),
        ("ekonomi", Permission.RUS_READ_REGION, True),
        ("ekonomi", Permission.RUS_WRITE, False),
    ],
)
def test_who_signs_who_approves_and_who_only_reads(role: str, permission: Permission, may: bool) -> None:
    """RUS-02, RUS-35: a doctor signs, an approver approves, the economy office reads."""
    assert role_may(role, permission) is may


def test_an_unknown_role_may_nothing() -> None:
    """RUS-02: unknown is no."""
    assert not any(role_may("kock", permission) for permission in Permission)


def test_every_permission_has_a_sentence_and_the_modules_ask_for_a_grant() -> None:
    """RUS-02: the module is the word before the dot, for the three modules with grants."""
    assert set(SENTENCES) == set(Permission)
    assert MODULE_OF[Permission.SVR_OFFICE] == "svr"
    assert {MODULE_OF.get(permission) for permission in Permission} == {"rus", "rem", "svr", None}
