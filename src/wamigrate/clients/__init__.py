"""What we call: the HTTP seam and one client for each of the two APIs."""
