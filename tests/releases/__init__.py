"""Stored databases of earlier releases, and the command that stores one."""
