"""The clinic's pages, for signed-in staff. One module for each of the field's nouns."""
