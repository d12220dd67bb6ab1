"""How well lists are found in documents, and citations in texts: on real files with a known truth, and on made ones."""
