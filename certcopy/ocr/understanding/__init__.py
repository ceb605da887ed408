"""From the words of pages to what they mean: the kind of paper, its fields, and the doubts about it."""
