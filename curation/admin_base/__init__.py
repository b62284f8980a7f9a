"""What the admins of all models are built from; nothing here registers a model."""
