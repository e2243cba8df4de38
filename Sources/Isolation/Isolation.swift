// Isolation
