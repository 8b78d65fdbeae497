"""Vårdkedja: referrals, payment commitments, discharge and devices across Swedish care providers."""
