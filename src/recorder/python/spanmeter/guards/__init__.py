"""Watches limits: lets a call go, or refuses it before it is sent."""
