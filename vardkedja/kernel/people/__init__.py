"""Patients: who they are (several identifiers, linked, never overwritten), where they are registered, and the register.

Belongs here: identity, registration with history, protected identity, death. Staff do not belong here (see access).
"""
