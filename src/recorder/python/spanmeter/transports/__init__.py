"""How requests are sent: an observer for each. What is no call of a language model goes straight on."""
