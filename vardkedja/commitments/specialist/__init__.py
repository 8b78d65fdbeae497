"""Specialistvårdsremiss: a patient is referred to another region, the home region decides and issues the commitment (SVR).

Holds the referral, the office's assessment and decision, the questions between them. The commitment itself is the shared
`Commitment` (X-11). The Kalmar form lies beside; neither knows the other's rules (X-41).
"""
