"""The OpenAPI document: its words, its schemas, and how it is made from the routes."""
