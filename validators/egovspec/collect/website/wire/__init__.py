"""Asking a server: sockets, requests, patience, politeness, and what of an answer is a page."""
