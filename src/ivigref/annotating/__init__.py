"""A document returned with what was found about it: comments, tracked changes, corrected lists."""
