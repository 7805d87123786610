"""The field app's shell: pages without data that a phone keeps for use offline."""
