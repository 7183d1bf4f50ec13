"""How a page is drawn: the blocks that it consists of, and one drawer for each output. Nothing here knows a store or a question."""
