"""What documents say: their text, sections, pages and details, read from files; knows no Django."""
