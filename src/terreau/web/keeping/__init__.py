"""Keeping what an installation holds: backup, restore, health. Above the apps, and blind to them.

A table is known by the migrations that made it, never by the code of the day.
"""
