"""Mends the references of a file in place: what to change, by the verdicts; where, by the format of the file."""
