"""Pulls: people and accounts that a connected source knows, brought into the directory."""
