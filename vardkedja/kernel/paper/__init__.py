"""Paper: printed forms as PDF/A and PDF/UA from typst templates, which letters can be printed, and the code on the paper.

Belongs here: what every printed document shares. Does not belong here: one subject's form (that lies with the subject).
"""
