"""Domain events through a transactional outbox. Say with `emit`, hear with `@handles` (prm.outbox.services)."""
