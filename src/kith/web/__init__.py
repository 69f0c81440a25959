"""Pages: the clinic's for staff, the portal's for clients, and what both are made of."""
