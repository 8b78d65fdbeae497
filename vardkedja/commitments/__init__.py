"""Betalningsförbindelser: the home region's promise to pay, the Kalmar form, approval, validity, paper, certificate.

Belongs here: who pays, under which agreement and ground, between which days. Does not belong here: the referral itself
(referrals), what an invoice looks like (invoices).
"""
