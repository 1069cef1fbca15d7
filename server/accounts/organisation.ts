/** Signing in by an organisation's OpenID Connect provider: authorisation code with PKCE, state and nonce. */
import * as oidc from 'openid-client';
import { type Config, LOOPBACK_HOSTS, type OrganisationConfig } from '../config.ts';
import { problem } from '../errors.ts';
import { FetchError, type Resolve } from '../http/fetch-policy.ts';
import { safeFetch } from '../http/safe-fetch.ts';
import { isRole, ROLES, type Role } from './roles.ts';
import { newSecret } from './secrets.ts';

/** How long somebody may take to sign in there. */
const PENDING_MS = 10 * 60_000;
const MAX_PENDING = 2000;
const TIMEOUT_S = 10;
/** Keys, claims and tokens: a few kB in practice. */
const MAX_ANSWER_BYTES = 2 ** 20;
const ANSWER_TYPES = ['application/json', 'application/jwk-set+json', 'application/jwt'];
/** Addresses in the discovery document that the server asks, or sends browsers to. */
const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;
const MAX_GROUPS = 100;

/** What a provider has said of somebody. */
export interface Member {
  /** `issuer subject`: names are given away again, subjects are not. */
  readonly subject: string;
  readonly name: string;
  readonly displayName: string;
  /** Null: nothing is said, so what was given here stays. */
  readonly role: Role | null;
  readonly groups: readonly string[] | null;
}

interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  readonly expires: number;
}

export class Organisation {
  readonly name: string;
  readonly #config: OrganisationConfig;
  readonly #pending = new Map<string, Pending>();
  #client: Promise<oidc.Configuration> | null = null;

  readonly #resolve: Resolve | undefined;

  /** @param resolve from names to addresses; the system's when none is given */
  constructor(config: OrganisationConfig, resolve?: Resolve) {
    this.#config = config;
    this.#resolve = resolve;
    this.name = config.name;
  }

  /**
   * @param redirectUri as it is registered with the provider
   * @returns where to send the browser, and the secret of a cookie that it brings back
   * @throws {HttpProblem} BUSY when the provider cannot be reached
   */
  async begin(redirectUri: string, returnTo: string): Promise<{ readonly url: URL; readonly secret: string }> {
    const client = await this.#connect();
    const verifier = oidc.randomPKCECodeVerifier();
    const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier, returnTo };
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: this.#config.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const secret = newSecret();
    this.#forgetOld();
    this.#pending.set(secret, { ...pending, expires: Date.now() + PENDING_MS });
    return { url, secret };
  }

  /**
   * @param url the address to which the provider has sent the browser back
   * @throws {HttpProblem} UNAUTHORIZED for everything that does not fit; FORBIDDEN for a member without a role here
   */
  async finish(url: URL, secret: string | undefined): Promise<{ readonly member: Member; readonly returnTo: string }> {
    this.#forgetOld();
    const pending = secret === undefined ? undefined : this.#pending.get(secret);
    if (!pending) throw problem('UNAUTHORIZED', 'signing in took too long, or began in another browser: begin again');
    this.#pending.delete(secret!);
    const client = await this.#connect();
    let claims: oidc.IDToken;
    try {
      const { state, nonce, verifier } = pending;
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const tokens = await oidc.authorizationCodeGrant(client, url, checks);
      const own = tokens.claims()!;
      const more = client.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(client, tokens.access_token, own.sub)
        : {};
      claims = { ...more, ...own };
    } catch (error) {
      // what a provider says is for the log: it may be anything
      throw Object.assign(problem('UNAUTHORIZED', `${this.name} did not confirm the sign-in: begin again`), {
        cause: error,
      });
    }
    return { member: this.#memberOf(claims), returnTo: pending.returnTo };
  }

  #memberOf(claims: oidc.IDToken): Member {
    const { groupsClaim, roles, defaultRole } = this.#config;
    const text = (value: unknown) =>
      typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
    const listed = claims[groupsClaim];
    const groups = Array.isArray(listed)
      ? listed.filter((group): group is string => typeof group === 'string').slice(0, MAX_GROUPS)
      : null;
    // of several the one that may do most
    const granted = ROLES.filter((role) => groups?.some((group) => roles.get(group) === role)).at(-1);
    const role = granted ?? defaultRole;
    if (role === null) throw problem('FORBIDDEN', `${this.name} gives you no role here: ask an administrator`);
    const name = text(claims.preferred_username) ?? text(claims.email) ?? claims.sub;
    const subject = `${claims.iss} ${claims.sub}`;
    // where no group gives a role, an administrator here may
    return { subject, name, displayName: text(claims.name) ?? name, role: roles.size > 0 ? role : null, groups };
  }

  #connect(): Promise<oidc.Configuration> {
    this.#client ??= this.#discover().catch((error: unknown) => {
      this.#client = null;
      throw Object.assign(problem('BUSY', `the sign-in of ${this.name} cannot be reached; try again later`), {
        cause: error,
      });
    });
    return this.#client;
  }

  /** @throws {FetchError} for a document that names an address of an origin that is not listed */
  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret, origins: listed = [], internalOrigins: internal = [] } = this.#config;
    const { origin, hostname } = new URL(issuer);
    // a provider on this machine is one that its owner named so
    const isHere = LOOPBACK_HOSTS.includes(hostname.replace(/^\[|\]$/g, ''));
    const origins = [origin, ...listed];
    const ask = safeFetch({
      origins,
      internalOrigins: isHere ? [origin, ...internal] : internal,
      contentTypes: ANSWER_TYPES,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_S * 1000,
      ...(this.#resolve ? { resolve: this.#resolve } : {}),
    });
    const client = await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      ...(isHere ? { execute: [oidc.allowInsecureRequests] } : {}),
      [oidc.customFetch]: (url, options) => ask(url, options as RequestInit),
      timeout: TIMEOUT_S,
    });
    const named = client.serverMetadata();
    for (const endpoint of ENDPOINTS) {
      const address = named[endpoint];
      if (address === undefined || origins.includes(URL.parse(address)?.origin ?? '')) continue;
      const expected = `${endpoint} of ${issuer}: expected one of ${origins.join(', ')} (TENGUN_OIDC_ORIGINS)`;
      throw new FetchError('origin', `${expected}, seen ${JSON.stringify(address.slice(0, 200))}`);
    }
    return client;
  }

  #forgetOld(): void {
    const now = Date.now();
    for (const [secret, { expires }] of this.#pending) {
      if (expires > now && this.#pending.size < MAX_PENDING) break;
      this.#pending.delete(secret);
    }
  }
}

/** `group=role`, separated by commas. @returns null for what is none */
export function parseRoleMap(text: string): Map<string, Role> | null {
  const map = new Map<string, Role>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const at = part.lastIndexOf('=');
    const [group, role] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || group === '' || !isRole(role)) return null;
    map.set(group, role);
  }
  return map;
}

/** Where a browser may be sent after signing in: a page of this server, nothing else. */
export function ownPath(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])[^\s\\]{0,2000}$/.test(text)) return '/';
  // other characters than those of ASCII stand in no header field
  return text.replace(/[^!-~]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}

export function organisationOf({ organisation }: Pick<Config, 'organisation'>): Organisation | null {
  return organisation && new Organisation(organisation);
}
