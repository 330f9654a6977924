"""The proof of a check: its SELECT is changed in one place after another, and a case has to notice each change.

`changes` are what can be done at one node, `mutants` all of a check's, `killing` runs them on its cases, `vacuity` takes
facts away, `advice` says which case is missing, `proof` puts it all together for one check, `library` for many.
"""
