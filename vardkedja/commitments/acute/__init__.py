"""Akut inskriven utanför hemregionen: contact within seven days, who decides, home or on, and who pays (SVR-21 to SVR-28).

Both directions: our patient elsewhere, and another region's patient here. What continues elsewhere becomes a specialist
referral with the box Akutvård (`specialist`).
"""
