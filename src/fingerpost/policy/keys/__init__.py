"""The keys that packs may hold, one module a subject."""
