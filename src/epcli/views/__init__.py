"""What stands on an answer's page: one file for each answer, named like its question, with a `page`; no queries here, and no widths."""
