"""How an answer looks: one file for each answer, named like its question, with `render(answer, store, lang)`; no queries here."""
