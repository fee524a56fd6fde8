"""From characters with boxes to the items of a list: letters mended, lines, running heads, starts and ends of items."""
