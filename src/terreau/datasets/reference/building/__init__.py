"""How the bundled reference is made from registry packages; never loaded to read it.

``packages`` pins, fetches and opens them; ``vintage`` reads one; the other
modules turn eight of them into the tables of ``schemas``; ``bundle`` writes
and checks.
"""
