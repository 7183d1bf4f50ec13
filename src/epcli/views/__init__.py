"""How an answer looks: one file for each answer, named like its question, with a `page` and perhaps a `render`; no queries here."""
