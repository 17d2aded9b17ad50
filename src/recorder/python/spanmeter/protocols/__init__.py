"""The APIs the recorder knows: one file per API, nothing about transports."""
