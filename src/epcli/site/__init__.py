"""A store as a web site: a page for each record, each figure and each question, in both languages, that needs no server and no network."""
