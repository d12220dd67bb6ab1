"""How often the right work is found for a reference, and a wrong one never."""
