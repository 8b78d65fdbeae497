"""Named rules: facts as JSON in, a decision as JSON out. The same functions as the pages call."""
