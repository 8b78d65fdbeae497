"""The demo: named people and units (cast), and what they do (story) by calling the verbs. Invented people only."""
