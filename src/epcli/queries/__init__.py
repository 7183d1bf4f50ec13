"""What is asked: one file for each question, a pure function from the store to a typed answer."""
