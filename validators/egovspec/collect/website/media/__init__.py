"""The ways a website can be seen: live, saved in a folder, recorded in a WARC."""
