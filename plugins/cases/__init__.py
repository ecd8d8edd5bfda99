"""Cases: whatever a citizen asks for has a ticket, a procedure, a state, an agency, a due day and a timeline."""
