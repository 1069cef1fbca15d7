/** An OpenID Connect provider of an organisation, on this machine: whoever names himself may sign in. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface OidcProvider {
  readonly issuer: string;
  /** What is told of a member; by default he is in no group. */
  readonly members: Map<string, { readonly name: string; readonly groups: readonly string[] }>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'tengun', secret: 'a-secret-of-the-client-and-the-provider' };

export async function startOidcProvider(redirectUri: string): Promise<OidcProvider> {
  const members = new Map<string, { readonly name: string; readonly groups: readonly string[] }>();
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['a key of this test'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        name: members.get(id)?.name ?? id,
        preferred_username: id,
        groups: [...(members.get(id)?.groups ?? [])],
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    members,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A browser without scripts: follows redirects, keeps cookies, fills in forms. */
export class FormBrowser {
  readonly cookies = new Map<string, string>();

  async get(url: string, init: RequestInit = {}): Promise<{ readonly url: string; readonly response: Response }> {
    let [address, options] = [url, init];
    for (let hop = 0; hop < 20; hop++) {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(address, {
        ...options,
        redirect: 'manual',
        headers: { ...options.headers, cookie },
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';', 1);
        const at = pair.indexOf('=');
        const isOver = /expires=Thu, 01 Jan 1970/i.test(line);
        if (isOver) this.cookies.delete(pair.slice(0, at));
        else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = response.headers.get('location');
      if (location === null) return { url: address, response };
      address = new URL(location, address).href;
      options = {};
    }
    throw new Error(`too many redirects: ${address}`);
  }

  /** Fills in the pages of the provider as a member does, until it sends the browser back. */
  async signIn(start: string, member: string): Promise<{ readonly url: string; readonly response: Response }> {
    let page = await this.get(start);
    for (let form = 0; form < 5; form++) {
      const html = await page.response.clone().text();
      const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
      if (action === undefined) return page;
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? 'login';
      const body = new URLSearchParams(prompt === 'login' ? { prompt, login: member, password: 'x' } : { prompt });
      page = await this.get(new URL(action, page.url).href, { method: 'POST', body });
    }
    return page;
  }
}
