"""Compares documents and catalogues at the level of meaning: what a change asks of whoever is held to it."""
