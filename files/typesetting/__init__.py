"""What runs in the process that typesets a PDF document; it imports nothing else of ours."""
