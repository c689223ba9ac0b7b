"""The door of the site: home page, notices, language, API reference, gallery, health."""
