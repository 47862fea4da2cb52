"""Starting from a company's own spreadsheets: read, checked row by row, saved as a whole or not at all."""
