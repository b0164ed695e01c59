-- Sessions hold where people signed in from; what became of them stands in the log. A month after their end they go.
GRANT DELETE ON identity.session TO azukari_app;
