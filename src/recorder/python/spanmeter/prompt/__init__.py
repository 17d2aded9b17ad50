"""What a prompt is made of, without what it says."""
