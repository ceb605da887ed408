"""What the domain's terms are called on screens and in the terminal, in the language of whoever looks."""
