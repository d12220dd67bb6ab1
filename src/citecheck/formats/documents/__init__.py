"""Documents: the reference list found in a manuscript, a page or an article, and the citations in its text.

Each module of a format turns a file into blocks with their places; `finder` tells where the list begins and ends,
`entries` where each reference does, and `citations` what the text cites. Files that mark up their references
(JATS, TEI, LaTeX, pandoc) name them themselves.
"""
