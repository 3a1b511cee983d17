"""HTTP in: the only importer of FastAPI. `app.create_app` puts a service on its routes."""
