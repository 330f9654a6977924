"""A page of HTML read: its text, its regions, its kind, what it lists and shows."""
