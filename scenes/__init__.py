"""What the learner sees: a package for each lesson, and in `common` what the lessons of this course share."""
