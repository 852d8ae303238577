"""Cloud API and the Business Management API as documented."""
