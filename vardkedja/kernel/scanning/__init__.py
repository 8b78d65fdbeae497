"""Reading of incoming paper: what a file is, its pages and codes, and a proposal of patient, day and sender (X-15).

Belongs here: everything that opens a file from outside. Does not belong here: where a scan is kept, and what it is linked
to. Nothing is filed from here; a person confirms every proposal. Import order inside, lowest first: kinds, child, reader.
"""
