SwaggerUIBundle({
  url: "docs/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "none",
  // Otherwise it asks a server elsewhere whether the document is valid.
  validatorUrl: "none",
});
