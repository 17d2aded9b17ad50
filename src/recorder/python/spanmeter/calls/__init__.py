"""Calls of language models: from the request to the line that ends them."""
