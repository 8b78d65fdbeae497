"""The rules: facts and a day in, a decision with its reasons and sources out.

Plain Python. No Django, no database, no clock; the only reading is of the TOML files shipped in ``law/``.
"""
