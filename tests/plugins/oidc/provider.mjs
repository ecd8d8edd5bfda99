// A real OpenID Connect provider for tests: whoever signs in as NAME is the person NAME@contoh.id; names beginning with "unproved" have an address that nobody proved.
// node provider.mjs PORT REDIRECT
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const client = (id, more = {}) => ({
  client_id: id, client_secret: "rahasia dan panjang: 0123456789 abcdef", redirect_uris: [redirect], response_types: ["code"], grant_types: ["authorization_code"], ...more,
});

const provider = new Provider(issuer, {
  clients: [client("portal"), client("elliptic", { id_token_signed_response_alg: "ES256" }), client("shared", { id_token_signed_response_alg: "HS256" })],
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256", "HS256"] },
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  ttl: { IdToken: 5, AccessToken: 60, Grant: 600, Interaction: 600, Session: 600 },
  cookies: { keys: ["test"] },
  jwks: { keys: (await keys()) },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} Rahmawati`, email: `${id}@contoh.id`, email_verified: !id.startsWith("unproved") }),
  }),
});

async function keys() {
  const { generateKeyPair, exportJWK } = await import("jose");
  return Promise.all([["RS256", "r"], ["ES256", "e"]].map(async ([alg, kid]) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), kid, alg, use: "sig" };
  }));
}

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
