"""Remisser: the referral that all subjects share (from, to, patient, question, dates).

Belongs here: what every referral has, whoever pays. Does not belong here: who pays and for how long (commitments).
"""
