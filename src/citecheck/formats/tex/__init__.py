"""What bibtex and biblatex files share: finding entries and their fields in the text, LaTeX, names."""
