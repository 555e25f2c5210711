/** Client of the fibromag API. The types of its answers are in `Schemas`. */

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./contract.js";
import { mediaType, ProblemError } from "./problem.js";

export { ProblemError };
export type { paths };

export type Schemas = components["schemas"];

type Get<P extends keyof paths> = paths[P] extends { get: infer Operation } ? Operation : never;

/** What an address answers with. */
export type Answer<P extends keyof paths> =
  Get<P> extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;

/** An address that can be read. */
export type ReadPath = { [P in keyof paths]: [Answer<P>] extends [never] ? never : P }[keyof paths];

/** An address of a list that is read page by page. */
export type ListPath = {
  [P in ReadPath]: Answer<P> extends { items: unknown[]; cursor: string | null } ? P : never;
}[ReadPath];

/** A record of a list. */
export type Item<P extends ListPath> = Answer<P> extends { items: (infer Each)[] } ? Each : never;

/** The names in an address, and its query. */
export type Params<P extends ReadPath> = Get<P> extends { parameters: infer Parameters } ? Parameters : never;

/** The filters of a list, with its other parameters. */
export type Query<P extends ListPath> = Params<P> extends { query?: infer Asked } ? NonNullable<Asked> : never;

/** An argument that may be left out where nothing in it is required. */
type Argument<A> = Partial<A> extends A ? [given?: A] : [given: A];

/**
 * What the safety check is asked. `supplement` or `supplements` is required. A medicine or a condition is a name, or an
 * object with its name or code. Leave out what is not known; an empty list of medicines or conditions means that there
 * are none.
 */
export type Question = Omit<Schemas["CheckRequest"], "medicines" | "conditions"> & {
  medicines?: (string | Schemas["MedicineInput"])[] | null;
  conditions?: (string | Schemas["ConditionInput"])[] | null;
  release?: string;
};

export interface Options {
  /** How often a request is repeated where the API says `Retry-After`. Without it: 2. */
  retries?: number;
  /** Seconds: a longer `Retry-After` is not waited for. Without it: 60. */
  longestWait?: number;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** In the place of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Asks the API at an address. Throws `ProblemError` for an answer that is not a success. */
export class Fibromag {
  /** Every address, by openapi-fetch; it throws `ProblemError` too. */
  readonly api: Client<paths>;

  constructor(baseUrl: string, options: Options = {}) {
    this.api = createClient<paths>({
      baseUrl,
      headers: options.headers ?? {},
      fetch: repeating(options),
      querySerializer: { array: { style: "form", explode: false } },
    });
    this.api.use({
      async onResponse({ response }) {
        if (!response.ok || mediaType(response) !== "application/json") throw await ProblemError.of(response);
      },
    });
  }

  /** Returns what an address answers with: `get("/v1/trials/{slug}", { path: { slug: "macian-2022" } })`. */
  async get<P extends ReadPath>(path: P, ...[params]: Argument<Params<P>>): Promise<Answer<P>> {
    return (await this.read(path, params ?? {})) as Answer<P>;
  }

  /** Yields every record of a list that the filters leave, page by page. */
  async *all<P extends ListPath>(path: P, ...[query]: Argument<Query<P>>): AsyncGenerator<Item<P>, void> {
    let cursor: string | null = null;
    do {
      const asked = cursor === null ? query : { ...query, cursor };
      const page = (await this.read(path, { query: asked })) as { items: Item<P>[]; cursor: string | null };
      yield* page.items;
      cursor = page.cursor;
    } while (cursor !== null);
  }

  /** Reads an address; the types of `get` and `all` say what may be asked, and what it answers with. */
  private async read(path: ReadPath, params: object): Promise<unknown> {
    const { data } = await this.api.GET(path as never, { params } as never);
    return data;
  }

  /** Checks magnesium against a person's medicines and conditions. */
  check(question: Question & { detail: "brief" }): Promise<Schemas["BriefAnswer"]>;
  check(question: Question & { detail?: "full" }): Promise<Schemas["CheckAnswer"]>;
  async check({ detail, release, medicines, conditions, ...rest }: Question & { detail?: Schemas["Detail"] }) {
    const { data } = await this.api.POST("/v1/safety/checks", {
      params: { query: { ...(detail && { detail }), ...(release && { release }) } },
      body: {
        ...rest,
        ...(medicines && { medicines: medicines.map(named) }),
        ...(conditions && { conditions: conditions.map(named) }),
      },
    });
    return data as never;
  }
}

function named<Input extends object>(given: string | Input): { text: string } | Input {
  return typeof given === "string" ? { text: given } : given;
}

/** Returns a `fetch` that makes a request again where the API says when. */
function repeating({ retries = 2, longestWait = 60, fetch = globalThis.fetch }: Options) {
  return async (request: Request): Promise<Response> => {
    for (let left = retries; ; left -= 1) {
      const response = await fetch(request.clone());
      const wait = response.headers.get("retry-after") ?? "";
      if (response.ok || left <= 0 || !/^\d+$/.test(wait) || Number(wait) > longestWait) return response;
      await response.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, Number(wait) * 1000));
    }
  };
}
