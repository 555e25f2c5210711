// Uses the package as a program of someone else does. Prints JSON: every row of every list, problems, answers.
// `node use.js ADDRESS LISTS QUESTION`

import { Fibromag, ProblemError, type Item, type ListPath, type Question, type Schemas } from "fibromag";

declare const process: { argv: string[] };
const [address = "", lists = "", asked = ""] = process.argv.slice(2);

const fibromag = new Fibromag(address);

async function collect<T>(records: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of records) found.push(each);
  return found;
}

async function problem(refused: Promise<unknown>): Promise<unknown> {
  try {
    return await refused;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { type, code, title, status, detail, errors } = error;
    return { type, code, title, status, detail, errors };
  }
}

/** Returns how often a client asks, and how it ends, when the first answers are these. */
async function attempts(...answers: Response[]): Promise<[number, unknown]> {
  let count = 0;
  const fetch = async (request: Request) => answers[count++] ?? globalThis.fetch(request);
  const question: Question = { supplement: { elemental_mg: 300 } };
  const ending = await problem(new Fibromag(address, { fetch }).check(question).then(({ headline }) => headline));
  return [count, ending];
}

const PROBLEM = "application/problem+json";
const busy = (headers: Record<string, string>) => new Response("busy", { status: 503, statusText: "Busy", headers });

const began = Date.now();
const again = await attempts(busy({ "retry-after": "1" }));
const waited = Date.now() - began;

const rows: Record<string, unknown[]> = {};
for (const [path, query] of Object.entries(JSON.parse(lists) as Record<ListPath, object>)) {
  rows[path] = await collect(fibromag.all(path as "/v1/trials", query));
}
const question = JSON.parse(asked) as Question;
const full: Schemas["CheckAnswer"] = await fibromag.check(question);
const brief: Schemas["BriefAnswer"] = await fibromag.check({ ...question, detail: "brief" });
const start: Item<"/v1/outcomes">[] = await collect(
  fibromag.all("/v1/outcomes", { comparison: ["between_arms"], single_agent: true, basis: ["primary"] }),
);
const found = await fibromag.api.GET("/v1/trials/{slug}", { params: { path: { slug: "macian-2022" } } });
const trial: Schemas["Trial"] | undefined = found.data;

console.log(
  JSON.stringify({
    rows,
    full,
    brief,
    start: start.map(({ id }) => id),
    past: await fibromag.check({ ...question, release: "2026.11.0" }),
    trial,
    several: (await fibromag.get("/v1/outcomes", { query: { domain: ["sleep", "pain"] } })).total,
    missing: await problem(fibromag.get("/v1/trials/{slug}", { path: { slug: "nobody-1999" } })),
    misspelt: await problem(fibromag.get("/v1/outcomes", { query: { domain: ["sleeep"] } })),
    waited,
    attempts: {
      again,
      twice: await attempts(busy({ "retry-after": "0" }), busy({ "retry-after": "0" }), busy({ "retry-after": "0" })),
      without: await attempts(busy({})),
      partly: await attempts(new Response('{"status": 502}', { status: 502, headers: { "content-type": PROBLEM } })),
      later: await attempts(busy({ "retry-after": "61" })),
      page: await attempts(new Response("<p>Log in</p>", { headers: { "content-type": "text/html; charset=utf-8" } })),
    },
  }),
);

/** What does not compile. */
export async function mistakes(): Promise<void> {
  // @ts-expect-error: no list
  fibromag.all("/v1/dataset");
  // @ts-expect-error: no such filter
  fibromag.all("/v1/outcomes", { domian: ["sleep"] });
  // @ts-expect-error: no such word
  fibromag.all("/v1/outcomes", { comparison: ["between_arm"] });
  // @ts-expect-error: the words to search for are missing
  fibromag.all("/v1/search");
  // @ts-expect-error: the name of the trial is missing
  await fibromag.get("/v1/trials/{slug}");
  // @ts-expect-error: no such field
  await fibromag.check({ supplement: { mg: 300 } });
  // @ts-expect-error: the short answer does not hold it
  brief.coverage;
}
