// oidc-provider on the listening socket whose number is given, and one API behind its tokens:
// GET /records?id=a&id=b answers whoever has a token of the scope `records`.
import http from "node:http";

import { createRequire } from "node:module";

// The packages lie in the folder that this is started in.
const { default: Provider } = await import(
  createRequire(`${process.cwd()}/`).resolve("oidc-provider")
);

const CLIENT = { grant_types: ["client_credentials"], redirect_uris: [], response_types: [] };
const SECRET = "s+cret/with:signs%and=all";

const provider = new Provider("http://127.0.0.1", {
  clients: [
    { ...CLIENT, client_id: "in-header", client_secret: SECRET },
    {
      ...CLIENT,
      client_id: "in-body",
      client_secret: SECRET,
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  scopes: ["records"],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: 600 },
});

const issued = [];
provider.on("client_credentials.saved", (token) => issued.push(token));

async function records(request, response) {
  const [kind, value] = (request.headers.authorization ?? "").split(" ");
  const token = kind === "Bearer" && value ? await provider.ClientCredentials.find(value) : null;
  const allowed = token?.scope?.split(" ").includes("records");
  response.writeHead(token ? (allowed ? 200 : 403) : 401, { "Content-Type": "application/json" });
  const ids = new URL(request.url, "http://127.0.0.1").searchParams.getAll("id");
  const data = ids.filter((id) => id !== "nobody").map((id) => ({ id, name: `Name of ${id}` }));
  response.end(JSON.stringify(allowed ? { data } : { error: "no" }));
}

async function forget(response) {
  await Promise.all(issued.splice(0).map((token) => token.destroy()));
  response.writeHead(204).end();
}

const callback = provider.callback();
const server = http.createServer((request, response) => {
  if (request.url.startsWith("/records")) return records(request, response);
  if (request.url === "/_forget") return forget(response);
  return callback(request, response);
});
server.listen({ fd: Number(process.argv[2]) });
