"""The office's pages: grants, the register of receivers, rule values, the log extract, and what is for everybody.

Belongs here: pages over the kernel's own nouns. Does not belong here: a subject's pages, and rules and writes, which
are verbs in the kernel.
"""
