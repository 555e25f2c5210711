"""Routes of the API: each reads the request, asks the packages below, and answers."""
