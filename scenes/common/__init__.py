"""What the lessons of this course share: colours, chapters, tokens, and the cards of the three roles."""
