"""Beginning a document, a provision or a whole catalogue: files that lint clean and pass their cases from the first day.

What only an author can write is left as a text that says so (`desk/lint/unfinished.py`): lint tells it, and a release is
refused until it is written. Nothing that exists is ever overwritten, and what cannot be made whole is not made at all.
"""
