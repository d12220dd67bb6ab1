"""Stand-ins for Crossref and PubMed: HTTP servers on the loopback interface, for tests only."""
