"""Reads the SQL of checks to prove that two queries give the same verdicts, or which way a parameter moves them."""
